# To be sourced. Town halls often sit behind a proxy with a certificate of their own: uv and npm shall believe what the
# machine believes, as pip does.
for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  if [ -e "$store" ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$store}"
    break
  fi
done
