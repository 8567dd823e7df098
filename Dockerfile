# Both programs from one build: `docker build --target api .` and `--target worker`.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Packages first: this layer is rebuilt only when a project file, a version or a lock file changes.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Contracts/Contracts.csproj src/Contracts/packages.lock.json src/Contracts/
COPY src/Compute/Compute.csproj src/Compute/packages.lock.json src/Compute/
COPY src/Datasets/Datasets.csproj src/Datasets/packages.lock.json src/Datasets/
COPY src/Storage/Storage.csproj src/Storage/packages.lock.json src/Storage/
COPY src/Storage.Postgres/Storage.Postgres.csproj src/Storage.Postgres/packages.lock.json src/Storage.Postgres/
COPY src/Storage.Sqlite/Storage.Sqlite.csproj src/Storage.Sqlite/packages.lock.json src/Storage.Sqlite/
COPY src/Worker/Worker.csproj src/Worker/packages.lock.json src/Worker/
COPY src/Api/Api.csproj src/Api/packages.lock.json src/Api/
RUN dotnet restore src/Api/Api.csproj --locked-mode

COPY eng/*.txt eng/
COPY data/ data/
COPY examples/ examples/
COPY src/ src/
# Portable output (no runtime identifier): the same files run on x64 and arm64, with the kernels that the processor has.
RUN dotnet publish src/Worker/Worker.csproj --no-restore -c Release -o /out/worker -p:UseAppHost=false \
 && dotnet publish src/Api/Api.csproj --no-restore -c Release -o /out/api -p:UseAppHost=false \
 && mkdir -p /out/var

# No shell, no package manager, not root (user 1654, `app`).
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS base
WORKDIR /app
ENV DOTNET_EnableDiagnostics=0 \
    Storage__DataFolder=/var/lib/training
# A named volume mounted here takes over the owner of the folder in the image.
COPY --from=build --chown=1654:1654 /out/var /var/lib/training
VOLUME /var/lib/training
USER 1654

FROM base AS worker
COPY --from=build /out/worker .
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "TrainingService.Worker.dll", "--health"]
ENTRYPOINT ["dotnet", "TrainingService.Worker.dll"]

FROM base AS api
ENV ASPNETCORE_HTTP_PORTS=8080
COPY --from=build /out/api .
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "TrainingService.Api.dll", "--health"]
ENTRYPOINT ["dotnet", "TrainingService.Api.dll"]
