using System.Globalization;
using WeatherKd.Grib.Tests.Edition1;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.RealFiles;

/// <summary>
/// Every value of edition 1 against ecCodes: its <c>grib_set -r</c> decodes each message and writes it again as 64-bit IEEE numbers, which
/// need no unpacking.
/// </summary>
public sealed class Edition1ValuesTests
{
    private const string Samples = "/usr/share/eccodes/samples";

    [Fact]
    public async Task EverySampleOfEcCodesIsReadOrRefusedForAReason()
    {
        EcCodesTools.Require();
        Assert.SkipUnless(Directory.Exists(Samples), $"needs ecCodes' samples in {Samples}");
        // The larger ones differ from the others in their resolution alone.
        foreach (var path in Directory.EnumerateFiles(Samples, "*grib1.tmpl").Where(path => new FileInfo(path).Length < 50_000))
        {
            using var file = GribFile.Open(path);
            Assert.Empty(file.Problems);
            var field = Assert.Single(file.Fields);
            if (field.Packing.IsSupported)
            {
                await AssertEveryValueAsync(path);
            }
            else
            {
                Assert.StartsWith("sh_", Path.GetFileName(path), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("grid_second_order")]
    [InlineData("grid_second_order_no_boustrophedonic")]
    [InlineData("grid_second_order_no_SPD")]
    [InlineData("grid_second_order_SPD1")]
    [InlineData("grid_second_order_SPD3")]
    public async Task SecondOrderPackingByEcCodesIsReadAsEcCodesReadsIt(string packing)
    {
        EcCodesTools.Require();
        await WithFileAsync(async path =>
        {
            await EcCodesTools.RunAsync(
                "grib_set",
                "-r",
                "-w",
                "edition=1",
                "-s",
                $"packingType={packing}",
                RealDataFolder.Require("grib2", "t_on_different_level_types.grib"),
                path);
            await AssertEveryValueAsync(path);
        });
    }

    [Theory]
    [MemberData(nameof(Edition1PackingTests.SecondOrderKinds), MemberType = typeof(Edition1PackingTests))]
    public async Task WhatOurWriterPacksEcCodesReadsAlike(string kind)
    {
        EcCodesTools.Require();
        await WithFileAsync(async path =>
        {
            await File.WriteAllBytesAsync(path, Edition1PackingTests.SecondOrder(kind), TestContext.Current.CancellationToken);
            var lines = (await EcCodesTools.RunAsync("grib_get_data", "-F", "%.17g", path)).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries);

            // A line of headings, then latitude, longitude and value of each point.
            Assert.Equal(
                Edition1PackingTests.Numbers.Select(number => (double)number),
                lines.Skip(1).Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)));
        });
    }

    [Fact]
    public async Task BothEditionsOfOneFileAreReadAndEqualEcCodes()
    {
        EcCodesTools.Require();
        var path = RealDataFolder.Require("grib2", "t_on_different_level_types.grib");
        using var file = GribFile.Open(path);

        Assert.Equal([1, 2], file.Fields.Select(field => field.Edition));
        Assert.Empty(file.Problems);
        // The file ends with eight zeros after the last 7777 (tail -c 12 | xxd).
        Assert.Equal([new ByteRange(4072, 8)], file.SkippedBytes);
        await AssertEveryValueAsync(path);
    }

    private static async Task AssertEveryValueAsync(string path) => await WithFileAsync(async ieee =>
    {
        await EcCodesTools.RunAsync("grib_set", "-r", "-w", "edition=1", "-s", "packingType=grid_ieee,precision=2", path, ieee);
        using var file = GribFile.Open(path);
        using var reference = GribFile.Open(ieee);

        // Of the other edition, both files hold the same message.
        Assert.Equal(reference.Fields.Count, file.Fields.Count);
        foreach (var (expected, actual) in reference.Fields.Zip(file.Fields))
        {
            Assert.Equal(expected.Decode(), actual.Decode());
        }
    });

    private static async Task WithFileAsync(Func<string, Task> action)
    {
        var path = Path.GetTempFileName();
        try
        {
            await action(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
