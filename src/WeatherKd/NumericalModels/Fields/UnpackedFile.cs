using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>A file to be read by position: itself, or an unpacked copy beside it that is deleted afterwards.</summary>
internal sealed class UnpackedFile : IDisposable
{
    private readonly bool _isCopy;

    private UnpackedFile(string path, bool isCopy)
    {
        Path = path;
        _isCopy = isCopy;
    }

    /// <summary>Where the unpacked content lies.</summary>
    public string Path { get; }

    /// <summary>A file of the operator's own, as DWD delivers its invariant fields: plain, or packed by gzip, bzip2 or Zstandard.</summary>
    /// <exception cref="InputFormatException">The packing is damaged, or unpacks to more than is allowed.</exception>
    public static UnpackedFile Create(string path)
    {
        var input = new InputFile(path, path);
        if (!input.IsCompressed)
        {
            return new(path, isCopy: false);
        }

        // Not beside it: the folder may be read-only.
        var copy = new UnpackedFile(System.IO.Path.GetTempFileName(), isCopy: true);
        try
        {
            using var packed = input.OpenRead();
            using var unpacked = File.Create(copy.Path);
            packed.CopyTo(unpacked);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A file that has arrived.</summary>
    /// <exception cref="InputFormatException">The packing is damaged, or unpacks to more than is allowed.</exception>
    public static async Task<UnpackedFile> CreateAsync(InputFile file, CancellationToken cancellationToken)
    {
        if (!file.IsCompressed)
        {
            return new(file.Path, isCopy: false);
        }

        var copy = new UnpackedFile($"{file.Path}.{Guid.NewGuid():N}.unpacked", isCopy: true);
        try
        {
            await using var packed = file.OpenRead();
            await using var unpacked = new FileStream(copy.Path, FileMode.CreateNew, FileAccess.Write);
            await packed.CopyToAsync(unpacked, cancellationToken);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isCopy)
        {
            File.Delete(Path);
        }
    }
}
