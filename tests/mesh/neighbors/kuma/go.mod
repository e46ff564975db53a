// Where the CustomResourceDefinition of MeshProxyPatch comes from. Nothing of it is built.
module docent/neighbors/kuma

go 1.25.5

require github.com/kumahq/kuma v0.0.0-20241204051139-86593067f050 // indirect
