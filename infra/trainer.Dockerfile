# The trainer, with CUDA or, by --build-arg TorchBackend=cpu, without. Context: the repository's root.
#   docker build -f infra/trainer.Dockerfile -t weatherkd-trainer .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY src src
# TorchBackend=cuda takes TorchSharp's CUDA package, which brings libtorch with its CUDA libraries (about 3 GB) for the processor's one.
ARG TorchBackend=cuda
RUN dotnet publish src/WeatherKd.Training -c Release -r linux-x64 --no-self-contained -p:TorchBackend=${TorchBackend} -o /app

# Microsoft's registry has no limit on anonymous pulls. CUDA itself is not needed: libtorch brings its libraries, and the driver comes from the host.
FROM mcr.microsoft.com/dotnet/runtime:10.0-noble
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 trainer
COPY --from=build /app /app
# Spinning OpenMP threads slow libtorch down where cores are shared.
ENV OMP_WAIT_POLICY=PASSIVE \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 10001
WORKDIR /tmp
ENTRYPOINT ["dotnet", "/app/WeatherKd.Training.dll"]
