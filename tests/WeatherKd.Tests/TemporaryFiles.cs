using System.IO.Compression;
using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Tests;

/// <summary>Files of a test, deleted after it.</summary>
internal sealed class TemporaryFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weatherkd-test-");

    public string Folder => _folder.FullName;

    public InputFile Bytes(ReadOnlySpan<byte> content, string name = "file")
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}-{name}");
        File.WriteAllBytes(path, content);
        return new InputFile(path, name);
    }

    public InputFile Text(string content, Encoding? encoding = null) => Bytes((encoding ?? new UTF8Encoding(false)).GetBytes(content));

    public InputFile GZip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return Bytes(packed.ToArray(), "file.gz");
    }

    public InputFile Zip(params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return Bytes(packed.ToArray(), "file.zip");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
