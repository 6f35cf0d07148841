using System.Globalization;
using WeatherKd.Grib.Tests.RealFiles;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.Grids;

/// <summary>Where grid points lie: latitudes and longitudes from ecCodes' <c>grib_get_data</c>, six decimals.</summary>
public sealed class PositionTests
{
    /// <summary>Degrees: about a metre.</summary>
    private const double Tolerance = 1e-5;

    private const string Samples = "/usr/share/eccodes/samples";

    [Theory]
    [InlineData("CMC_glb_TMP_ISBL_1_latlon.24x.24_2021051800_P000.grib2", "")]
    [InlineData("20240101000000-0h-oper-fc.grib2.0-10", "")]
    [InlineData("scanning_mode.grib2", "")]
    [InlineData("regular_latlon_surface.grib2", "")]
    [InlineData("regular_latlon_surface.grib2", "iScansNegatively=1,longitudeOfFirstGridPoint=30000000,longitudeOfLastGridPoint=0")]
    [InlineData("regular_latlon_surface.grib2", "jScansPositively=1,latitudeOfFirstGridPoint=0,latitudeOfLastGridPoint=60000000")]
    [InlineData("regular_latlon_surface.grib2", "jPointsAreConsecutive=1")]
    [InlineData("regular_latlon_surface.grib2", "longitudeOfFirstGridPoint=345000000,longitudeOfLastGridPoint=15000000")]
    [InlineData("tiggelam_cnmc_sfc.grib2", "")]
    [InlineData("ngm.grb", "")]
    [InlineData("ngm.grb", "projectionCentreFlag=128,latitudeOfFirstGridPoint=-60000000,LoV=20000000,LaD=-60000000")]
    [InlineData("hrrr.t06z.wrfsfcf01-TMP.grib2", "")]
    [InlineData("eta.grb", "shapeOfTheEarth=5")]
    [InlineData("eta.grb", "shapeOfTheEarth=4,Latin1=30000000,Latin2=60000000")]
    [InlineData(
        "eta.grb",
        "shapeOfTheEarth=5,projectionCentreFlag=128,latitudeOfFirstGridPoint=-40000000,Latin1=-30000000,Latin2=-60000000")]
    [InlineData("flux.grb", "")]
    public async Task ThePointsOfARealFileLieWhereEcCodesPutsThem(string name, string changes)
    {
        EcCodesTools.Require();
        await AssertPositionsAsync(RealDataFolder.Require("grib2", name), changes);
    }

    [Theory]
    [InlineData("regular_gg_pl_grib2.tmpl", "")]
    [InlineData("reduced_gg_pl_32_grib2.tmpl", "")]
    [InlineData("polar_stereographic_pl_grib2.tmpl", "jScansPositively=1")]
    [InlineData("rotated_ll_pl_grib2.tmpl", "latitudeOfSouthernPole=-40000000,longitudeOfSouthernPole=10000000")]
    [InlineData("GRIB2.tmpl", Mercator)]
    [InlineData("GRIB2.tmpl", Mercator + ",shapeOfTheEarth=5")]
    [InlineData("GRIB2.tmpl", Mercator
        + ",shapeOfTheEarth=1,scaleFactorOfRadiusOfSphericalEarth=0,scaledValueOfRadiusOfSphericalEarth=6371200")]
    public async Task ThePointsOfASampleLieWhereEcCodesPutsThem(string name, string changes)
    {
        EcCodesTools.Require();
        var path = Path.Combine(Samples, name);
        Assert.SkipUnless(File.Exists(path), $"needs ecCodes' samples in {Samples}");
        await AssertPositionsAsync(path, changes);
    }

    private const string Mercator =
        "gridDefinitionTemplateNumber=10,Ni=16,Nj=31,latitudeOfFirstGridPoint=10000000,longitudeOfFirstGridPoint=120000000,LaD=20000000,"
        + "latitudeOfLastGridPoint=14000000,longitudeOfLastGridPoint=122000000,DiInMetres=15000,DjInMetres=15000,jScansPositively=1,"
        + "iScansNegatively=0,resolutionAndComponentFlags=48,shapeOfTheEarth=6";

    private static async Task AssertPositionsAsync(string original, string changes)
    {
        var path = Path.GetTempFileName();
        try
        {
            if (changes.Length == 0)
            {
                File.Copy(original, path, overwrite: true);
            }
            else
            {
                await EcCodesTools.RunAsync("grib_set", "-s", changes, original, path);
            }

            var table = await EcCodesTools.RunAsync("grib_get_data", "-w", "count=1", "-m", "9999", "-L", "%.6f %.6f", "-F", "%.3g", path);
            using var file = GribFile.Open(path);
            var grid = file.Fields[0].Grid;
            var index = 0;
            foreach (var line in table.Split('\n').Skip(1).Where(line => line.Length > 0))
            {
                AssertPosition(grid, index++, line);
            }

            Assert.Equal(grid.PointCount, index);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertPosition(Grid grid, int index, string line)
    {
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var latitude = double.Parse(cells[0], CultureInfo.InvariantCulture);
        var longitude = double.Parse(cells[1], CultureInfo.InvariantCulture);

        var point = grid.PointOf(index);
        // ecCodes rounds rotated positions in single precision. At a pole every longitude is the same place.
        var east = Math.Abs(Math.IEEERemainder(point.Longitude - longitude, 360)) * Math.Cos(latitude * Math.PI / 180);
        Assert.True(
            Math.Abs(point.Latitude - latitude) < Tolerance && east < Tolerance,
            $"{grid}: value {index} lies at {point}, for ecCodes at {latitude} {longitude}");

        var (x, y) = grid.CoordinatesOf(index);
        Assert.Equal(index, grid.IndexOf(x, y));
        Assert.True(grid.TryLocate(point.Latitude, point.Longitude, out var position), $"{grid}: {point} is not found again");
        Assert.True(
            Math.Abs(position.Y - y) < 1e-6 && (Math.Abs(position.X - x) < 1e-6 || Math.Abs(Math.Abs(point.Latitude) - 90) < 1e-9),
            $"{grid}: {point} is found at {position}, not {x}, {y}");
    }
}
