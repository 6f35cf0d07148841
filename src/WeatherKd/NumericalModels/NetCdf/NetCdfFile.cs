using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>A NetCDF file of either kind: its variables with their dimensions. Any fault of the file becomes an <see cref="InputFormatException"/>.</summary>
internal abstract class NetCdfFile : IDisposable
{
    /// <summary>Variables by name, coordinates included, dimensions without a variable left out.</summary>
    public abstract IReadOnlyDictionary<string, NetCdfVariable> Variables { get; }

    /// <summary>Whether a file is NetCDF by its first bytes: HDF5, or the classic format in one of its three versions.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => IsClassic(head) || head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..];

    /// <exception cref="InputFormatException">The file is damaged.</exception>
    public static NetCdfFile Open(string path)
    {
        Span<byte> magic = stackalloc byte[4];
        using (var file = File.OpenRead(path))
        {
            magic = magic[..file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
        }

        return IsClassic(magic) ? ClassicNetCdfFile.Read(path) : Hdf5File.Open(path);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    private static bool IsClassic(ReadOnlySpan<byte> head) => head is [(byte)'C', (byte)'D', (byte)'F', 1 or 2 or 5, ..];
}
