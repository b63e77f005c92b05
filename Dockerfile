# Why: one binary and what it links to, on nothing: no shell, no package manager, no root. The same image serves, works
# and migrates. `docker build --target backup` adds the client programs of the same Postgres that the server is.

FROM oven/bun:1.4 AS build
WORKDIR /source
COPY package.json bun.lock bunfig.toml ./
# Embedded Postgres is for development: production brings its own. No package's script runs here: none is needed.
RUN --mount=type=cache,target=/root/.bun/install/cache \
    bun install --frozen-lockfile --omit=optional --ignore-scripts
COPY tsconfig.json ./
COPY src src
RUN bun run compile --outfile /out/app/scaffold
# What the binary links to, wherever this architecture keeps it; and the authorities that outgoing TLS trusts.
RUN ldd /out/app/scaffold | grep -o '/[^ ]*' | xargs -I{} cp --parents --dereference {} /out \
 && cp --parents --dereference /etc/ssl/certs/ca-certificates.crt /out \
 && echo 'app:x:65532:65532::/app:/none' >/out/etc/passwd \
 && echo 'app:x:65532:' >/out/etc/group \
 && mkdir -m 1777 /out/tmp
COPY migrations /out/app/migrations

FROM postgres:18 AS backup
COPY --from=build /out/app /app
RUN install --directory --owner=postgres /backups /metrics
WORKDIR /app
USER postgres
ENV NODE_ENV=production BACKUP_URL=/backups BACKUP_METRICS_DIRECTORY=/metrics
ENTRYPOINT ["/app/scaffold", "backup"]
CMD ["create"]

# `docker build --target queue`: the broker that many workers may share, of the version that they speak.
FROM build AS queue-build
RUN rm -r /out/app \
 && bun build --compile --bytecode --format=esm --external '@opentelemetry/*' \
      node_modules/bunqueue/dist/cli/index.js --outfile /out/app/bunqueue

FROM scratch AS queue
COPY --from=queue-build /out /
WORKDIR /app
USER 65532:65532
EXPOSE 6789
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/bunqueue"]
CMD ["start"]

FROM scratch AS app
COPY --from=build /out /
WORKDIR /app
USER 65532:65532
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/app/scaffold", "health"]
ENTRYPOINT ["/app/scaffold"]
CMD ["serve"]
