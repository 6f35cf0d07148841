using WeatherKd.NetCdf.Classic;
using WeatherKd.NetCdf.NetCdf4;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf;

/// <summary>
/// A NetCDF file: the classic format in its versions 1, 2 and 5, or NetCDF-4, which is HDF5. Opening reads the header; values are read when
/// they are
/// asked for. What a file declares is compared with its size before anything is allocated for it. Not thread-safe.
/// </summary>
public sealed class NetCdfFile : IDisposable
{
    private readonly NetCdfContent _content;

    private NetCdfFile(NetCdfContent content) => _content = content;

    /// <summary>
    /// Variables of the file (of the root group in NetCDF-4) by name, coordinates included, dimensions without a variable left out.
    /// </summary>
    public IReadOnlyDictionary<string, NetCdfVariable> Variables => _content.Variables;

    /// <summary>Whether a file is NetCDF by its first bytes: HDF5, or the classic format in one of its three versions.</summary>
    /// <param name="head">The first 4 bytes, or more.</param>
    public static bool Recognises(ReadOnlySpan<byte> head) => IsClassic(head) || head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..];

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">Path of the file, which must not change while it is open.</param>
    /// <exception cref="NetCdfFormatException">The file is no NetCDF, damaged or cut.</exception>
    public static NetCdfFile Open(string path)
    {
        Span<byte> magic = stackalloc byte[4];
        using (var file = File.OpenRead(path))
        {
            magic = magic[..file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
        }

        return new(IsClassic(magic) ? ClassicNetCdfFile.Read(path) : NetCdf4File.Open(path));
    }

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

    private static bool IsClassic(ReadOnlySpan<byte> head) => head is [(byte)'C', (byte)'D', (byte)'F', 1 or 2 or 5, ..];
}
