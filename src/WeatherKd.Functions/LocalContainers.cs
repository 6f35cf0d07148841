using Microsoft.Extensions.Hosting;
using WeatherKd.Storage;

namespace WeatherKd.Functions;

/// <summary>
/// Makes the account's containers when the app starts on a developer's machine, where Azurite begins empty. On Azure
/// <c>infra/main.bicep</c> makes them, and the app may not.
/// </summary>
internal sealed class LocalContainers(WeatherStorage storage) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => storage.CreateContainersAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
