using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// Parts on local disk: copied when they are first read, and deleted, the longest unread first, where they become too many.
/// </summary>
/// <param name="blobs">Where they come from.</param>
/// <param name="folder">Where they lie.</param>
/// <param name="mostBytes">Room for them; the one that is read may be larger.</param>
internal sealed class LocalCopies(PartBlobs blobs, WorkFolder folder, long mostBytes)
{
    private readonly Dictionary<string, (string Path, long Bytes, long Read)> _copies = new(StringComparer.Ordinal);
    private long _bytes;
    private long _reads;

    /// <summary>The path of a part's copy.</summary>
    /// <exception cref="InvalidDataException">The part is gone or was altered.</exception>
    public async Task<string> GetAsync(string name, string sha256, CancellationToken cancellationToken)
    {
        if (!_copies.TryGetValue(name, out var copy))
        {
            var path = folder.NewPath();
            await blobs.DownloadAsync(name, sha256, path, cancellationToken);
            copy = (path, new FileInfo(path).Length, 0);
            _bytes += copy.Bytes;
            while (_bytes > mostBytes && _copies.Count > 0)
            {
                Delete(_copies.MinBy(c => c.Value.Read).Key);
            }
        }

        _copies[name] = copy with { Read = ++_reads };
        return copy.Path;
    }

    private void Delete(string name)
    {
        _copies.Remove(name, out var copy);
        _bytes -= copy.Bytes;
        File.Delete(copy.Path);
    }
}
