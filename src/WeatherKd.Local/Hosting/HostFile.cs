using System.Text.Json;
using WeatherKd.Local.Errors;
using WeatherKd.Storage;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// <c>host.json</c> in the data folder: where the embedded host of that folder is to be found, for the commands that talk to it. It is there while the host runs.
/// </summary>
/// <param name="Address">Where the HTTP endpoints are.</param>
/// <param name="StorageConnectionString">The storage account; null where the host was given one that other commands must be given too.</param>
/// <param name="ProcessId">The host's process.</param>
internal sealed record HostFile(Uri Address, string? StorageConnectionString, int ProcessId)
{
    private const string Name = "host.json";

    /// <summary>Writes the file; disposing the result removes it.</summary>
    public IDisposable Publish(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, Name);
        File.WriteAllText(path, JsonSerializer.Serialize(this, WeatherJson.Indented));
        return new Removal(path);
    }

    /// <summary>The host of a data folder.</summary>
    /// <exception cref="ExternalFailureException">None runs there.</exception>
    public static HostFile Read(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        try
        {
            var host = JsonSerializer.Deserialize<HostFile>(File.ReadAllText(path), WeatherJson.Compact)!;
            using var process = System.Diagnostics.Process.GetProcessById(host.ProcessId);
            return host;
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            throw new ExternalFailureException($"No host is running on {Path.GetFullPath(dataFolder)}. Start one with 'weatherkd up', or name another with --data-folder.", e);
        }
    }

    private sealed class Removal(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
