using System.Diagnostics;
using System.Text.Json;
using WeatherKd.Local.Errors;
using WeatherKd.Storage;

namespace WeatherKd.Local.Storage;

/// <summary>
/// What an earlier Azurite left in its folder. It writes its index every 5 s and when it closes, and the content of blobs immediately: one
/// that was killed leaves content without an entry in the index. That is found by the sizes of its files and reported; the names are lost
/// with the entries.
/// </summary>
internal static class AzuriteRemains
{
    /// <summary>Written by <c>run.mjs</c> while Azurite runs; it stays where Azurite did not close.</summary>
    public const string RunningName = "azurite.json";

    private const string Extents = "__azurite_db_blob_extent__.json";
    private const string Blobs = "__azurite_db_blob__.json";
    private const string ContentFolder = "__blobstorage__";
    private const int NamedBlobs = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Waits for an Azurite that still closes, and tells what one that did not close has lost.</summary>
    /// <param name="folder">Azurite's folder.</param>
    /// <param name="report">Told what was lost.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ExternalFailureException">Another Azurite runs on the folder and does not end.</exception>
    public static async Task LookAsync(string folder, Action<string> report, CancellationToken cancellationToken)
    {
        var note = Path.Combine(folder, RunningName);
        if (Read(note) is not { } earlier)
        {
            return;
        }

        var waited = Stopwatch.StartNew();
        while (IsAlive(earlier))
        {
            if (waited.Elapsed > Patience)
            {
                throw new ExternalFailureException(
                    $"Another Azurite, process {earlier.Pid}, runs on {folder}. End it, or name another folder with --data-folder.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        if (!File.Exists(note))
        {
            return;
        }

        report($"Azurite, process {earlier.Pid}, was ended without closing. {Lost(folder)}");
        File.Delete(note);
    }

    private static string Lost(string folder)
    {
        var index = new FileInfo(Path.Combine(folder, Blobs));
        if (!index.Exists)
        {
            return "It had not written an index: what was uploaded to it is lost. Upload it again.";
        }

        var (sizes, broken) = (RecordedSizes(folder), new List<string>());
        var files = new DirectoryInfo(Path.Combine(folder, ContentFolder)) is { Exists: true } content
            ? content.GetFiles().ToDictionary(f => f.Name, StringComparer.Ordinal)
            : [];
        foreach (var (name, extent, end) in Entries(index.FullName))
        {
            sizes[extent] = Math.Max(sizes.GetValueOrDefault(extent), end);
            if (!files.TryGetValue(extent, out var file) || file.Length < end)
            {
                broken.Add(name);
            }
        }

        var unknown = files.Values
            .Select(f => (File: f, Bytes: f.Length - sizes.GetValueOrDefault(f.Name)))
            .Where(f => f.Bytes > 0)
            .ToList();
        if (unknown.Count == 0 && broken.Count == 0)
        {
            return "Nothing is missing: its index has an entry for all content.";
        }

        var saved = new DateTimeOffset(index.LastWriteTimeUtc);
        var last = unknown.Select(u => new DateTimeOffset(u.File.LastWriteTimeUtc)).DefaultIfEmpty(saved).Max();
        return (unknown.Count == 0 ? string.Empty
                : $"{unknown.Sum(u => u.Bytes)} bytes have no entry in its index, which was last written at {UtcTime.Format(saved)}: "
                    + $"upload again what was uploaded from then until {UtcTime.Format(last)}. ")
            + (broken.Count == 0 ? string.Empty
                : $"{broken.Count} entries have lost their content: "
                    + $"{string.Join(", ", broken.Take(NamedBlobs))}{(broken.Count > NamedBlobs ? ", …" : string.Empty)}.");
    }

    /// <summary>Size of each content file as Azurite last noted it.</summary>
    private static Dictionary<string, long> RecordedSizes(string folder)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        var path = Path.Combine(folder, Extents);
        foreach (var extent in File.Exists(path) ? Rows(path, "$EXTENTS_COLLECTION$") : [])
        {
            sizes[extent.GetProperty("id").GetString()!] = extent.GetProperty("size").GetInt64();
        }

        return sizes;
    }

    /// <summary>Blobs of the index: container and name, the file that holds the content, and where in it the content ends.</summary>
    private static IEnumerable<(string Name, string Extent, long End)> Entries(string index)
    {
        foreach (var blob in Rows(index, "$BLOBS_COLLECTION$"))
        {
            var name = $"{blob.GetProperty("containerName").GetString()}/{blob.GetProperty("name").GetString()}";
            var chunks = blob.TryGetProperty("committedBlocksInOrder", out var blocks) && blocks.ValueKind == JsonValueKind.Array
                ? blocks.EnumerateArray().Select(b => b.TryGetProperty("persistency", out var p) ? p : default)
                : blob.TryGetProperty("persistency", out var whole) ? [whole] : [];
            foreach (var chunk in chunks.Where(c => c.ValueKind == JsonValueKind.Object
                && c.TryGetProperty("count", out var n)
                && n.GetInt64() > 0))
            {
                yield return (name, chunk.GetProperty("id")
                    .GetString()!, chunk.GetProperty("offset").GetInt64() + chunk.GetProperty("count").GetInt64());
            }
        }
    }

    private static IEnumerable<JsonElement> Rows(string path, string collection)
    {
        using var stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        foreach (var found in document.RootElement
            .GetProperty("collections")
            .EnumerateArray()
            .Where(c => c.GetProperty("name").GetString() == collection))
        {
            foreach (var row in found.GetProperty("data").EnumerateArray())
            {
                yield return row;
            }
        }
    }

    private static Running? Read(string note)
    {
        try
        {
            return JsonSerializer.Deserialize<Running>(File.ReadAllText(note), WeatherJson.Compact);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether that very process runs: numbers of processes are used again, with another time of start.</summary>
    private static bool IsAlive(Running earlier)
    {
        try
        {
            using var process = Process.GetProcessById(earlier.Pid);
            return (process.StartTime.ToUniversalTime() - earlier.Started.UtcDateTime).Duration() < StartTolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed record Running(int Pid, DateTimeOffset Started);
}
