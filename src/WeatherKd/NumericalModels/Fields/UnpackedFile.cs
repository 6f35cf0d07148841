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
