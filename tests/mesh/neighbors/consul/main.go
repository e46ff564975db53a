// Reads configuration entries of Consul, one file each, as strictly as `consul config write` does, and hands their Envoy
// extensions to Consul's own code. Prints the HTTP filters that Consul puts into a sidecar's inbound listener, and the
// extra static clusters of its bootstrap, as JSON for Envoy.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"github.com/hashicorp/consul/agent/envoyextensions/builtin/wasm"
	"github.com/hashicorp/consul/api"
	"github.com/hashicorp/consul/command/helpers"
	"github.com/hashicorp/consul/envoyextensions/extensioncommon"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/anypb"
)

const manager = "envoy.filters.network.http_connection_manager"

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// What the extension makes of the listener of a sidecar.
func httpFilters(extension api.EnvoyExtension) []json.RawMessage {
	extender := must(wasm.Constructor(extension)).(*extensioncommon.BasicEnvoyExtender)
	config := &extensioncommon.RuntimeConfig{
		EnvoyExtension: extension,
		Kind:           api.ServiceKindConnectProxy,
		Protocol:       "http",
	}
	if !extender.CanApply(config) {
		log.Fatalf("%s does not apply to an HTTP sidecar", extension.Name)
	}
	router := &hcm.HttpConnectionManager{HttpFilters: []*hcm.HttpFilter{{Name: "envoy.filters.http.router"}}}
	before := &listener.Filter{Name: manager, ConfigType: &listener.Filter_TypedConfig{TypedConfig: must(anypb.New(router))}}
	chain := must(extender.Extension.PatchFilters(config, []*listener.Filter{before}, true))
	after := &hcm.HttpConnectionManager{}
	if err := chain[0].GetTypedConfig().UnmarshalTo(after); err != nil {
		log.Fatal(err)
	}
	var filters []json.RawMessage
	for _, filter := range after.HttpFilters[:len(after.HttpFilters)-1] {
		filters = append(filters, must(protojson.Marshal(filter)))
	}
	return filters
}

func main() {
	log.SetFlags(0)
	out := struct {
		HTTPFilters []json.RawMessage `json:"http_filters"`
		Clusters    []json.RawMessage `json:"clusters"`
	}{}
	for _, name := range os.Args[1:] {
		switch entry := must(helpers.ParseConfigEntry(string(must(os.ReadFile(name))))).(type) {
		case *api.ServiceConfigEntry:
			for _, extension := range entry.EnvoyExtensions {
				out.HTTPFilters = append(out.HTTPFilters, httpFilters(extension)...)
			}
		case *api.ProxyConfigEntry:
			if clusters, ok := entry.Config["envoy_extra_static_clusters_json"].(string); ok {
				out.Clusters = append(out.Clusters, json.RawMessage(clusters))
			}
		default:
			log.Fatalf("%s: no check for %s", name, entry.GetKind())
		}
	}
	fmt.Println(string(must(json.MarshalIndent(out, "", " "))))
}
