# Docent in front of the service `httpbin`: on the inbound listener of its sidecars.
Kind     = "service-defaults"
Name     = "httpbin"
Protocol = "http"

EnvoyExtensions = [
  {
    Name     = "builtin/wasm"
    Required = true # no module, no traffic (503); false is Consul's word for fail open
    Arguments = {
      Protocol     = "http"
      ListenerType = "inbound"
      PluginConfig = {
        Name = "docent"
        VmConfig = {
          VmID    = "docent"
          Runtime = "v8"
          Code    = { Local = { Filename = "/docent/filter.wasm" } } # on the machine, or in the container, of each Envoy
        }
        Configuration = <<EOT
{
  "request": "enforce",
  "response": "shadow",
  "aggregator": { "clusters": ["spec_aggregator"], "token": "${DOCENT_TOKEN}" }
}
EOT
      }
    }
  }
]
