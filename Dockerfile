# The embedded host: service, page and trainer on the processor. For GPUs see infra/trainer.Dockerfile.
#   docker compose up --build
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
# npm fetches the page's libraries; the distribution's own Node.js is older than they ask for.
COPY --from=node:22.14.0-bookworm-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:22.14.0-bookworm-slim /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s /usr/local/lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
RUN dotnet publish src/WeatherKd.Local -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# Spinning OpenMP threads slow libtorch down where cores are shared.
ENV OMP_WAIT_POLICY=PASSIVE
# The base image's own user, without rights.
USER $APP_UID
WORKDIR /tmp
EXPOSE 5080
ENTRYPOINT ["dotnet", "/app/WeatherKd.Local.dll"]
CMD ["up", "--url", "http://0.0.0.0:5080"]
