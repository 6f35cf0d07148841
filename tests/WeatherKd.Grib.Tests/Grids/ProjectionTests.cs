using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.Grids;

/// <summary>The numbers that define a grid: <c>grib_get -p</c> of ecCodes 2.28 with the keys named beside each.</summary>
public sealed class ProjectionTests
{
    [Fact]
    public void ALambertGridHasItsConeAndItsFirstPoint()
    {
        // latitudeOfFirstGridPoint 12190000, longitudeOfFirstGridPoint 226541000, LoV 265000000, LaD, Latin1, Latin2 25000000, Dx and Dy
        // 81271000.
        var projection = Projection("eta.grb");

        Assert.Equal((12.19, 226.541), (Math.Round(projection.FirstPoint.Latitude, 6), Math.Round(projection.FirstPoint.Longitude, 6)));
        Assert.Equal(
            (265.0, 25.0, 25.0, 25.0),
            (projection.CentralMeridian, projection.TrueLatitude, projection.Latin1, projection.Latin2));
        Assert.Equal((81271.0, 81271.0), (projection.StepX, projection.StepY));
    }

    [Fact]
    public void ARegularGridHasCornersAndSteps()
    {
        // latitudeOfFirst/LastGridPoint, longitudeOfFirst/LastGridPoint, i and jDirectionIncrement.
        var projection = Projection("regular_latlon_surface.grib2");

        Assert.Equal((new GeoPoint(60, 0), new GeoPoint(0, 30)), (projection.FirstPoint, projection.LastPoint));
        Assert.Equal((2.0, -2.0), (projection.StepLongitude, projection.StepLatitude));
        Assert.Null(projection.StepX);
    }

    [Fact]
    public void LatitudesAndLongitudesComeInTheOrderOfTheValues()
    {
        using var file = GribFile.Open(RealDataFolder.Require("grib2", "eta.grb"));
        var grid = file.Fields[0].Grid;
        double[] latitudes = grid.Latitudes(), longitudes = grid.Longitudes();

        Assert.Equal(grid.PointCount, latitudes.Length);
        Assert.All(new[] { 0, 1, grid.PointCount / 2, grid.PointCount - 1 }, index =>
            Assert.Equal(grid.PointOf(index), new GeoPoint(latitudes[index], longitudes[index])));
        Assert.Throws<ArgumentException>(() => grid.CopyPositions(new double[3], default));
    }

    private static ProjectionParameters Projection(string name)
    {
        using var file = GribFile.Open(RealDataFolder.Require("grib2", name));
        return file.Fields[0].Grid.Projection!;
    }
}
