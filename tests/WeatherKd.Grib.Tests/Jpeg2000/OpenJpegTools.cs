using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace WeatherKd.Grib.Tests.Jpeg2000;

/// <summary>OpenJPEG's command line tools (Debian: libopenjp2-tools): an independent encoder and decoder.</summary>
internal static class OpenJpegTools
{
    /// <summary>Skips the test where the tools are not installed.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "opj_compress"))),
            "needs OpenJPEG's command line tools (apt-get install libopenjp2-tools)");

    /// <summary>Codes an image of 10 to 16 bits, or an unsigned one of 9 to 32, and has OpenJPEG decode it again.</summary>
    public static async Task<(byte[] Codestream, int[] Decoded)> CodeAsync(FormulaImage image, string options)
    {
        var folder = Directory.CreateTempSubdirectory("openjpeg");
        try
        {
            var isRaw = image.IsSigned; // The tool reads signed PGX files wrongly, and refuses some of its raw layouts below 10 bits.
            var source = Path.Combine(folder.FullName, isRaw ? "image.raw" : "image.pgx");
            var coded = Path.Combine(folder.FullName, "image.j2k");
            await File.WriteAllBytesAsync(source, isRaw ? image.ToRaw() : image.ToPgx(), TestContext.Current.CancellationToken);
            var layout = isRaw ? $"-F {image.Width},{image.Height},1,{image.Bits},s" : "";
            await RunAsync("opj_compress", $"-i {source} -o {coded} {layout} {options}");
            await RunAsync("opj_decompress", $"-i {coded} -o {Path.Combine(folder.FullName, "decoded.pgx")}");
            var decoded = folder.GetFiles("decoded*.pgx").Single();
            return (
                await File.ReadAllBytesAsync(coded, TestContext.Current.CancellationToken),
                FromPgx(await File.ReadAllBytesAsync(decoded.FullName, TestContext.Current.CancellationToken)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Samples of a PGX file: a line "PG ML - 12 40 36", then big-endian numbers of two or four bytes.</summary>
    private static int[] FromPgx(byte[] file)
    {
        var start = Array.IndexOf(file, (byte)'\n') + 1;
        var header = Encoding.ASCII.GetString(file, 0, start).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. file.Skip(start).Chunk(int.Parse(header[3]) > 16 ? 4 : 2).Select(number => (number.Length, header[2]) switch
        {
            (2, "-") => BinaryPrimitives.ReadInt16BigEndian(number),
            (2, _) => BinaryPrimitives.ReadUInt16BigEndian(number),
            _ => BinaryPrimitives.ReadInt32BigEndian(number),
        })];
    }

    private static async Task RunAsync(string tool, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool} {arguments}: {output}{await errors}");
    }
}
