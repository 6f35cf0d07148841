using System.Text.Json;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.Local.Demo;

/// <summary>
/// Where a demo works. It empties only a folder that holds nothing but weather which a demo simulated: <c>simulated.json</c> says so, and a
/// host that is started on the folder takes that note away. Any other demo, one of an operator's files in particular, gets a folder that
/// was not there before.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    private const string NoteName = "simulated.json";
    private readonly FolderLock _lock;

    private DemoFolder(string path, FolderLock held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, empty at first.</summary>
    public string Path { get; }

    /// <summary>Takes a folder for a demo, below the data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="source">Folder of the operator's files; null for simulated weather.</param>
    /// <param name="seed">Seed of the simulated weather.</param>
    public static DemoFolder Take(string dataFolder, string? source, int seed)
    {
        var name = source is null ? "demo" : $"demo-{new DirectoryInfo(source).Name}";
        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(dataFolder, number == 1 ? name : $"{name}-{number}");
            if (!IsFree(path, source is null) || FolderLock.TryTake(path) is not { } held)
            {
                continue;
            }

            // Looked at again: another demo may have come and gone before the lock was ours.
            if (IsFree(path, source is null))
            {
                Empty(path);
                if (source is null)
                {
                    File.WriteAllText(System.IO.Path.Combine(path, NoteName), JsonSerializer.Serialize(new { seed }, WeatherJson.Compact));
                }

                return new DemoFolder(path, held);
            }

            held.Dispose();
        }
    }

    /// <summary>Notes that a folder may hold from now on what no demo simulated; null is none.</summary>
    public static void Claim(string? folder)
    {
        if (folder is not null)
        {
            File.Delete(System.IO.Path.Combine(folder, NoteName));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static bool IsFree(string path, bool simulated) =>
        !Directory.Exists(path)
        || !Directory.EnumerateFileSystemEntries(path).Any(e => !FolderLock.IsOwn(e))
        || (simulated && File.Exists(System.IO.Path.Combine(path, NoteName)));

    private static void Empty(string path)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(path).Where(e => !FolderLock.IsOwn(e)).ToList())
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }
}
