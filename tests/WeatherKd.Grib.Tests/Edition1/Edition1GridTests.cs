using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Edition1;

/// <summary>
/// Section 2 of edition 1. Expected positions from ecCodes 2.28 (<c>grib_get_data</c>) unless said otherwise; its rotated Gaussian grids
/// are not turned, so those are checked against the rotated latitudes and longitudes that share the pole.
/// </summary>
public sealed class Edition1GridTests
{
    [Fact]
    public void AnglesAreThousandthsOfADegreeAndRowsMayRunNorthward()
    {
        var description = Edition1Writer.LatitudeLongitude(3, 2, scanning: 0x40).S24(11, -10_500).S24(18, -10_000);
        var grid = GridOf(description, 6);

        Assert.Equal(("regular_ll", 3, 2), (grid.Name, grid.Columns, grid.Rows));
        AssertPoint(-10.5, 120, grid.PointOf(0));
        AssertPoint(-10, 121, grid.PointOf(5));
        Assert.Equal((6_367_470, 6_367_470), (grid.Earth.MajorAxis, grid.Earth.MinorAxis));
        Assert.False(grid.WindsAreGridRelative);
    }

    [Fact]
    public void FlagsTellTheSpheroidAndWindsAlongTheGrid()
    {
        var grid = GridOf(Edition1Writer.LatitudeLongitude(3, 2).U8(17, 0x80 | 0x40 | 0x08), 6);

        Assert.Equal((6_378_160, 6_356_775, true), (grid.Earth.MajorAxis, grid.Earth.MinorAxis, grid.WindsAreGridRelative));
    }

    [Fact]
    public void AnIncrementRoundedToAThousandthDoesNotContradictTheCorners()
    {
        // A third of a degree round the globe: 0.333 × 1079 is 0.36° short of the last longitude, 359.667.
        var description = Edition1Writer.LatitudeLongitude(1080, 1).S24(14, 0).S24(21, 359_667).U16(24, 333);
        var grid = GridOf(description, 1080);

        Assert.True(grid.IsSupported && grid.WrapsAround);
        AssertPoint(40, 120, grid.PointOf(360));
    }

    [Fact]
    public void AnIncrementThatContradictsTheCornersLeavesTheGridUnplaced()
    {
        var grid = GridOf(Edition1Writer.LatitudeLongitude(11, 1).U16(24, 600), 11);

        Assert.Contains("section 2", Assert.Throws<GribFormatException>(() => grid.PointOf(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGaussianGridHasItsLatitudes()
    {
        // N32: the first Gaussian latitude is 87.8638°; 128 columns of 2.8125°, of which the header has 2.812.
        var description = Edition1Writer.LatitudeLongitude(128, 64)
            .U8(6, 4)
            .S24(11, 87_864)
            .S24(14, 0)
            .S24(18, -87_864)
            .S24(21, 357_188)
            .U16(24, 2812)
            .U16(26, 32);
        var grid = GridOf(description, 128 * 64);

        Assert.Equal(("regular_gg", true), (grid.Name, grid.WrapsAround));
        AssertPoint(87.8637988, 0, grid.PointOf(0));
        AssertPoint(-87.8637988, -2.8125, grid.PointOf((128 * 64) - 1));
    }

    [Fact]
    public void AReducedGridHasTheLengthsOfItsRowsBehindItsDescription()
    {
        // N2: rows at 59.4444°, 19.8757° and their mirror images; 8, 12, 12 and 8 points. A list of vertical coordinates (one of 4 octets)
        // comes first.
        var description = new Edition1Section(32).U8(4, 1).U8(5, 33).U8(6, 4).U16(7, 65535).U16(9, 4).S24(11, 59_444).S24(18, -59_444)
            .S24(21, 330_000).U16(24, 65535).U16(26, 2).Append(1, 2, 3, 4).Append(0, 8, 0, 12, 0, 12, 0, 8);
        var grid = GridOf(description, 40);

        Assert.Equal(("reduced_gg", 40, 8, 12), (grid.Name, grid.PointCount, grid.RowLength(0), grid.RowLength(1)));
        AssertPoint(59.444408, 45, grid.PointOf(1));
        AssertPoint(19.875719, 30, grid.PointOf(9));
        AssertPoint(-59.444408, -45, grid.PointOf(39));
    }

    [Fact]
    public void PartOfAReducedGridIsDecodedButNotPlaced()
    {
        // Its rows' lengths are those of full circles, of which the bitmap counts the points that are there.
        var description = new Edition1Section(32).U8(5, 33).U8(6, 4).U16(7, 65535).U16(9, 2).S24(11, 59_444).S24(18, 19_876)
            .S24(21, 90_000).U16(24, 65535).U16(26, 2).Append(0, 8, 0, 12);
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(),
            description,
            Edition1Writer.Simple([1, 2, 3, 4, 5, 6, 7], 8)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], file.Fields[0].Decode());
        Assert.False(file.Fields[0].Grid.IsSupported);
    }

    [Fact]
    public void ARotatedGridIsTurnedByItsPole()
    {
        // South pole at 30° S 10° E: the rotated origin lies at 60° N 10° E, and 10° along its meridian at 70° N.
        var description = Rotated(0).S24(11, 10_000).S24(14, 0).S24(18, 0).S24(21, 10_000);
        var grid = GridOf(description, 4);

        Assert.Equal("rotated_ll", grid.Name);
        AssertPoint(70, 10, grid.PointOf(0));
        AssertPoint(60, 10, grid.PointOf(2));
    }

    [Fact]
    public void AnAngleOfRotationIsRefusedWithTheGrid()
    {
        var grid = GridOf(Rotated(0).Ibm(39, 12.5), 4);

        Assert.Contains("angle of rotation", Assert.Throws<GribFormatException>(() => grid.PointOf(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALambertGridIsNcepsNumber212()
    {
        // Office note 388: grid 212 runs from 12.190° N 133.459° W to 57.290° N 49.385° W (on NCEP's sphere of 6371.2 km; edition 1 has
        // 6367.47).
        var described = GridOf(
            new Edition1Section(42).U8(5, 255).U8(6, 3).U16(7, 185).U16(9, 129).S24(11, 12_190).S24(14, -133_459).U8(17, 8)
                .S24(18, -95_000).U24(21, 40_635).U24(24, 40_635).U8(28, 64).S24(29, 25_000).S24(32, 25_000),
            185 * 129);
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(centre: 7).U8(7, 212).U8(8, 0), Edition1Writer.Simple(new uint[185 * 129], 1)));
        var named = file.Fields[0].Grid;

        Assert.Equal(("lambert", true), (described.Name, described.WindsAreGridRelative));
        Assert.Equal(57.290, described.PointOf((185 * 129) - 1).Latitude, 0.05);
        Assert.Equal(-49.385, described.PointOf((185 * 129) - 1).Longitude, 0.1);
        Assert.Equal(described.PointOf(12_345), named.PointOf(12_345));
    }

    [Fact]
    public void APolarStereographicGridIsTrueAt60Degrees()
    {
        // NCEP's grid 5: the pole lies at column 27, row 49 (counted from 1) of 53 × 57.
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(centre: 7).U8(7, 5).U8(8, 0), Edition1Writer.Simple(new uint[53 * 57], 1)));
        var grid = file.Fields[0].Grid;

        Assert.Equal("polar_stereographic", grid.Name);
        Assert.True(grid.TryLocate(90, 0, out var pole));
        Assert.Equal((26, 48), (pole.X, pole.Y), TupleWithin(0.05));
    }

    [Fact]
    public void AMercatorGridHasItsStepsAtTheTrueLatitude()
    {
        // Steps of 100 km at 20° N on the sphere: 100000 / (6367470 cos 20°) rad of longitude.
        var grid = GridOf(
            new Edition1Section(42).U8(5, 255).U8(6, 1).U16(7, 4).U16(9, 3).S24(11, 0).S24(14, 100_000).S24(18, 1_800).S24(21, 102_800).S24(
                24,
                20_000)
                .U8(28, 64).U24(29, 100_000).U24(32, 100_000),
            12);

        Assert.Equal("mercator", grid.Name);
        AssertPoint(0, 100.957569, grid.PointOf(1));
    }

    [Fact]
    public void OtherGridsAreNamedAndTheirValuesRead()
    {
        // Type 90: space view; type 20: stretched.
        foreach (var (type, name) in new[] { (90, "space view"), (20, "stretched"), (8, "Albers") })
        {
            using var file = GribFile.Open(Edition1Writer.Message(
                Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(3, 1).U8(6, type), Edition1Writer.Simple([1, 2, 3], 8)));

            Assert.Equal([1, 2, 3], file.Fields[0].Decode());
            Assert.Contains(
                name,
                Assert.Throws<GribFormatException>(() => file.Fields[0].Grid.PointOf(0)).Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Number of values, spacing and corners as in ecCodes' definitions (grib1/grid_21.def to grid_64.def) and NCEP's office note 388: a
    /// single value at the pole.
    /// </summary>
    [Theory]
    [InlineData(21, 1333, 0, 0, 37, 2.5, 0, 90)]
    [InlineData(22, 1333, 0, -180, 37, 2.5, -180, 90)]
    [InlineData(23, 1333, -90, 0, 1, -87.5, 0, 0)]
    [InlineData(24, 1333, -90, -180, 1, -87.5, -180, 0)]
    [InlineData(25, 1297, 0, 0, 72, 5, 0, 90)]
    [InlineData(26, 1297, -90, 0, 1, -85, 0, 0)]
    [InlineData(61, 4096, 0, 0, 91, 2, 0, 90)]
    [InlineData(62, 4096, 0, -180, 91, 2, -180, 90)]
    [InlineData(63, 4096, -90, 0, 1, -88, 0, 0)]
    [InlineData(64, 4096, -90, -180, 1, -88, -180, 0)]
    public void TheInternationalExchangeGridsHaveOneValueAtThePole(
        int number,
        int values,
        double firstLatitude,
        double firstLongitude,
        int nextRow,
        double nextLatitude,
        double nextLongitude,
        double lastLatitude)
    {
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(centre: 7).U8(7, number).U8(8, 0),
            Edition1Writer.Simple([.. Enumerable.Range(0, values).Select(i => (uint)i)], 16)));
        Assert.Empty(file.Problems);
        var field = Assert.Single(file.Fields);
        Assert.Equal(values, field.Grid.PointCount);
        Assert.Equal(values - 1, field.Decode()[^1]);
        AssertPoint(firstLatitude, firstLongitude, field.Grid.PointOf(0));
        AssertPoint(nextLatitude, nextLongitude, field.Grid.PointOf(nextRow));
        Assert.Equal(lastLatitude, field.Grid.PointOf(values - 1).Latitude, 1e-5);
    }

    [Fact]
    public void AGridThatIsOnlyNumberedAndNotKnownIsRefusedByItsNumber()
    {
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product().U8(7, 37).U8(8, 0),
            Edition1Writer.Simple([1, 2, 3], 8)));

        Assert.Contains("grid 37 of centre 40", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    private static Edition1Section Rotated(int type) =>
        new Edition1Section(42).U8(5, 255).U8(6, type + 10).U16(7, 2).U16(9, 2).S24(11, 10_000).S24(21, 10_000)
            .S24(33, -30_000).S24(36, 10_000);

    private static Grid GridOf(Edition1Section description, int points)
    {
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(),
            description,
            Edition1Writer.Simple(new uint[points], 1)));
        Assert.Empty(file.Problems);
        return Assert.Single(file.Fields).Grid;
    }

    private static void AssertPoint(double latitude, double longitude, GeoPoint actual)
    {
        Assert.Equal(latitude, actual.Latitude, 1e-5);
        Assert.Equal(longitude, actual.Longitude, 1e-5);
    }

    private static EqualityComparer<(double X, double Y)> TupleWithin(double tolerance) => EqualityComparer<(double X, double Y)>.Create(
        (a, b) => Math.Abs(a.X - b.X) <= tolerance && Math.Abs(a.Y - b.Y) <= tolerance);
}
