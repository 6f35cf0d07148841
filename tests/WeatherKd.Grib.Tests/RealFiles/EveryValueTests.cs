using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.RealFiles;

/// <summary>
/// Every value of every field against ecCodes: its <c>grib_set -r</c> decodes each message and writes it again as 64-bit IEEE numbers,
/// which need no unpacking. (As text, 45 million values would take minutes.)
/// </summary>
public sealed class EveryValueTests
{
    /// <summary>ecCodes' stand-in for missing values where a packing marks them itself and no bitmap does.</summary>
    private const double MissingMark = 9999;

    private const string Samples = "/usr/share/eccodes/samples";

    public static TheoryData<string> Files =>
    [
        "20240101000000-0h-oper-fc.grib2.0-10",
        "CMC_glb_TMP_ISBL_1_latlon.24x.24_2021051800_P000.grib2",
        "MRMS_MergedRhoHV_19.00_20260219-042039.grib2",
        "ds.maxt.bin",
        "ecmwf-ifs-oper-surface.grib2",
        "eta.grb",
        "flux.grb",
        "gdas.t12z.pgrb2.0p25.f000.12",
        "gfs.t18z.pgrb2.0p25.f186-RH.grib2",
        "hrrr.t06z.wrfsfcf01-TMP.grib2",
        "nam.t00z.awp21100.tm00.grib2",
        "ngm.grb",
        "regular_latlon_surface.grib2",
        "regular_ll_grid_complex.grib2",
        "regular_ll_grid_ieee.grib2",
        "regular_ll_grid_jpeg.grib2",
        "scanning_mode.grib2",
        "scanning_mode_with_bitmap.grib2",
        "t_on_different_level_types.grib",
        "tiggelam_cnmc_sfc.grib2",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryValueIsEcCodesValue(string name)
    {
        EcCodesTools.Require();
        await AssertEveryValueAsync(RealDataFolder.Require("grib2", name));
    }

    private static async Task AssertEveryValueAsync(string path)
    {
        var ieee = Path.GetTempFileName();
        try
        {
            await EcCodesTools.RunAsync("grib_set", "-r", "-w", "edition=2", "-s", "packingType=grid_ieee,precision=2", path, ieee);

            using var file = GribFile.Open(path);
            using var reference = GribFile.Open(ieee);

            // Of the other edition, both files hold the same message.
            Assert.Equal(reference.Fields.Count, file.Fields.Count);
            foreach (var (expected, actual) in reference.Fields.Zip(file.Fields))
            {
                AssertSame(expected.Decode(), actual.Decode(), actual);
            }
        }
        finally
        {
            File.Delete(ieee);
        }
    }

    [Fact]
    public async Task EverySampleOfEcCodesIsReadOrRefusedForAReason()
    {
        EcCodesTools.Require();
        Assert.SkipUnless(Directory.Exists(Samples), $"needs ecCodes' samples in {Samples}");
        // The larger ones differ from the others in their resolution alone.
        foreach (var path in Directory.EnumerateFiles(Samples, "*grib2.tmpl").Where(path => new FileInfo(path).Length < 50_000))
        {
            using var file = GribFile.Open(path);
            if (file.Fields.Any(field => field.Packing.IsSupported))
            {
                await AssertEveryValueAsync(path);
            }

            // Spherical harmonics, and bi-Fourier coefficients.
            Assert.All(file.Fields.Where(field => !field.Packing.IsSupported), field => Assert.InRange(field.Packing.Template, 50, 53));
            Assert.True(file.Fields.Count == 1 || file.Problems.Count == 1, path);
        }
    }

    private static void AssertSame(double[] expected, double[] actual, GribField field)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            // The last bit may differ where 10^-D has been rounded another way.
            var isSame = double.IsNaN(actual[i])
                ? double.IsNaN(expected[i]) || expected[i] == MissingMark
                : Math.Abs(expected[i] - actual[i]) <= 4e-16 * Math.Max(Math.Abs(expected[i]), Math.Abs(field.Packing.ReferenceValue));
            if (!isSame)
            {
                Assert.Fail($"{field} ({field.Packing}), value {i}: ecCodes has {expected[i]:R}, decoded {actual[i]:R}");
            }
        }
    }
}
