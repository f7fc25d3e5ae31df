"""The node storey: the same control planes with a kubelet, containerd, CSI volumes, Velero and node-agent in real pods."""
