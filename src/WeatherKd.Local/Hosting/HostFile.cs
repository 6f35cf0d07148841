using System.Text.Json;
using WeatherKd.Local.Errors;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// <c>host.json</c> in the data folder: where the embedded host of that folder is to be found, for the commands that talk to it. It is
/// there while the host runs, and has no key in it.
/// </summary>
/// <param name="Address">Where the HTTP endpoints are.</param>
/// <param name="Storage">
/// The folder's Azurite, as <c>--storage</c> takes it; null where the host was given an account that other commands must be given too.
/// </param>
/// <param name="ProcessId">The host's process.</param>
internal sealed record HostFile(Uri Address, string? Storage, int ProcessId)
{
    private const string Name = "host.json";

    /// <summary>Writes the file; disposing the result removes it, if it is still this host's.</summary>
    public IDisposable Publish(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, Name);

        // Whoever reads it sees the whole of it or nothing.
        var whole = $"{path}.{ProcessId}";
        File.WriteAllText(whole, JsonSerializer.Serialize(this, WeatherJson.Printed));
        File.Move(whole, path, overwrite: true);
        return new Removal(path, this);
    }

    /// <summary>The host of a data folder; null where none runs there.</summary>
    public static HostFile? Find(string dataFolder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(dataFolder, Name));
            if (JsonSerializer.Deserialize<HostFile>(text, WeatherJson.Printed) is not { Address.IsAbsoluteUri: true } host)
            {
                return null;
            }

            using var process = System.Diagnostics.Process.GetProcessById(host.ProcessId);
            return host;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Find"/>
    /// <exception cref="ExternalFailureException">None runs there.</exception>
    public static HostFile Read(string dataFolder) => Find(dataFolder)
        ?? throw new ExternalFailureException(
            $"No host is running on {Path.GetFullPath(dataFolder)}. Start one with 'weatherkd up', or name another with --data-folder.");

    /// <summary>Why a folder that has a host takes no second one, and how it takes one all the same.</summary>
    public static string WhyTaken(string dataFolder) => Find(dataFolder) is { } host
        ? $"Process {host.ProcessId} ({host.Address}) runs on {Path.GetFullPath(dataFolder)} already. "
            + $"Join it with --storage {(host.Storage is null ? "and its account" : $"\"{host.Storage}\"")} and an address of your own "
            + $"(--url), or name another --data-folder."
        : $"Process {FolderLock.OwnerOf(dataFolder)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "of another command"} "
            + $"is using "
            + $"{Path.GetFullPath(dataFolder)}. Wait for it to end, or name another --data-folder.";

    private sealed class Removal(string path, HostFile own) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                if (JsonSerializer.Deserialize<HostFile>(File.ReadAllText(path), WeatherJson.Printed) == own)
                {
                    File.Delete(path);
                }
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                // Gone, or another's: nothing of ours is left to remove.
            }
        }
    }
}
