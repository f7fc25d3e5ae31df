"""The lab: real etcd, API server, Velero and Flux controllers on loopback, and scenarios that watch them recover."""
