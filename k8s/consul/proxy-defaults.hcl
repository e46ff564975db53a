# One cluster more in every Envoy: the aggregator's internal listener, which is outside the mesh.
Kind = "proxy-defaults"
Name = "global"
Config {
  envoy_extra_static_clusters_json = <<EOT
{
  "name": "spec_aggregator",
  "type": "STRICT_DNS",
  "connect_timeout": "2s",
  "load_assignment": {
    "cluster_name": "spec_aggregator",
    "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": {
      "socket_address": { "address": "spec-aggregator.service.consul", "port_value": 8081 }
    } } }] }]
  }
}
EOT
}
