"""鉴真 (Jianzhen): an open platform against counterfeits and IP infringement."""
