# The trainer with CUDA. Context: the repository's root.
#   docker build -f infra/trainer.Dockerfile -t weatherkd-trainer .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY src src
# TorchBackend=cuda takes TorchSharp's CUDA package, which brings libtorch with its CUDA libraries (about 3 GB) for the processor's one.
ARG TorchBackend=cuda
RUN dotnet publish src/WeatherKd.Training -c Release -r linux-x64 --no-self-contained -p:TorchBackend=${TorchBackend} -o /app

FROM mcr.microsoft.com/dotnet/runtime:10.0-noble AS runtime

# The driver comes from the host; of CUDA the image needs the runtime alone.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libgomp1 libicu74 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 trainer
COPY --from=runtime /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
# Spinning OpenMP threads slow libtorch down where cores are shared.
ENV DOTNET_ROOT=/usr/share/dotnet \
    PATH=$PATH:/usr/share/dotnet \
    OMP_WAIT_POLICY=PASSIVE \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 10001
WORKDIR /tmp
ENTRYPOINT ["dotnet", "/app/WeatherKd.Training.dll"]
