using WeatherKd.Grib2.Tests.Writing;

namespace WeatherKd.Grib2.Tests.Grids;

public sealed class GridTests
{
    [Theory]
    // Flag table 3.4 by hand, for a grid of three columns and two rows: the index of (x, y) = (1, 0), (1, 1), (0, 1).
    [InlineData(0x00, 1, 4, 3)]
    [InlineData(0x20, 2, 3, 1)]
    [InlineData(0x10, 1, 4, 5)]
    [InlineData(0x30, 3, 2, 1)]
    public void AnIndexFollowsTheScanningMode(int mode, int at10, int at11, int at01)
    {
        var grid = GridOf(MessageWriter.LatitudeLongitude(3, 2, mode));

        Assert.Equal([at10, at11, at01], [grid.IndexOf(1, 0), grid.IndexOf(1, 1), grid.IndexOf(0, 1)]);
        Assert.All(Enumerable.Range(0, 6), index =>
        {
            var (x, y) = grid.CoordinatesOf(index);
            Assert.Equal(index, grid.IndexOf(x, y));
        });
    }

    [Fact]
    public void APlaceBetweenTheLastColumnAndTheFirstIsFoundOnAGlobalGrid()
    {
        var grid = GridOf(MessageWriter.LatitudeLongitude(720, 3).S32(51, 0).S32(60, 359_500_000));

        Assert.True(grid.WrapsAround);
        Assert.True(grid.TryFindCell(39.75, -0.125, out var cell));
        Assert.Equal((719, 0, 720 + 719, 720), (cell.Index00, cell.Index10, cell.Index01, cell.Index11));
        Assert.Equal(0.75, cell.FractionX, 9);
        Assert.Equal(0.5, cell.FractionY, 9);
    }

    [Fact]
    public void APlaceOutsideTheGridIsNotFound()
    {
        var grid = GridOf(MessageWriter.LatitudeLongitude(5, 4));

        // The grid covers 38.5-40° N, 120-122° E.
        Assert.False(grid.TryLocate(40.1, 121, out _));
        Assert.False(grid.TryLocate(38.4, 121, out _));
        Assert.False(grid.TryLocate(39, 119.9, out _));
        Assert.False(grid.TryLocate(39, 122.1, out _));
        Assert.False(grid.TryLocate(double.NaN, 121, out _));
        Assert.True(grid.TryLocate(38.5, 122, out var corner));
        Assert.Equal(new GridPosition(4, 3), corner);
    }

    [Fact]
    public void AMissingNeighbourWithoutWeightDoesNotMatter()
    {
        var cell = new GridCell(0, 1, 2, 3, FractionX: 0, FractionY: 0.5);

        Assert.Equal(3, cell.Interpolate(2, double.NaN, 4, double.NaN));
        Assert.Equal(double.NaN, cell.Interpolate(2, 2, double.NaN, 2));
    }

    [Fact]
    public void AWindAlongTheGridOfALambertMapIsTurnedByItsConvergence()
    {
        // At the tangent latitude 45° the cone constant is sin 45° (Snyder, equation 15-3); 20° east of the central meridian the grid's
        // y axis points 20° × sin 45° = 14.1421° east of north.
        var grid = GridOf(Lambert());

        Assert.True(grid.WindsAreGridRelative);
        Assert.Equal(14.1421356, grid.NorthToGridNorth(45, 146), 6);
        var (east, north) = grid.ToEarthRelative(0, 10, 45, 146);
        Assert.Equal(10 * Math.Sin(14.1421356 * Math.PI / 180), east, 6);
        Assert.Equal(10 * Math.Cos(14.1421356 * Math.PI / 180), north, 6);
    }

    [Theory]
    [InlineData("lambert")]
    [InlineData("polar stereographic")]
    [InlineData("rotated")]
    public void GridNorthIsTheDirectionInWhichTheRowsFollowEachOther(string kind)
    {
        var grid = GridOf(kind switch
        {
            "lambert" => Lambert(),
            "rotated" => Rotated(),
            _ => Lambert().U16(13, 20),
        });
        foreach (var (x, y) in new[] { (0.0, 0.0), (20.0, 5.0), (3.5, 17.0) })
        {
            var here = grid.ToGeographic(x, y);
            var ahead = grid.ToGeographic(x, y + 0.001);
            var northward = ahead.Latitude - here.Latitude;
            var eastward = (ahead.Longitude - here.Longitude) * Math.Cos(here.Latitude * Math.PI / 180);

            Assert.Equal(Math.Atan2(eastward, northward) * 180 / Math.PI, grid.NorthToGridNorth(here.Latitude, here.Longitude), 2);
        }
    }

    [Fact]
    public void AnAngleOfRotationMakesPositionsUnknownRatherThanWrong()
    {
        var grid = GridOf(Rotated().Float32(81, 25));

        Assert.False(grid.IsSupported);
        Assert.Throws<Grib2FormatException>(() => grid.TryLocate(0, 0, out _));
    }

    /// <summary>Template 3.30 (and 3.20 up to octet 65): 30 × 20 points, 10 km, from 40° N 135° E, centred on 126° E, rows northward.</summary>
    private static SectionWriter Lambert() => new SectionWriter(3, 81)
        .U32(7, 600).U16(13, 30).U8(15, 6).U32(31, 30).U32(35, 20)
        .S32(39, 40_000_000).S32(43, 135_000_000).U8(47, 0x08).S32(48, 45_000_000).S32(52, 126_000_000)
        .U32(56, 10_000_000).U32(60, 10_000_000).U8(65, 0x40).S32(66, 45_000_000).S32(70, 45_000_000);

    private static SectionWriter Rotated() => new SectionWriter(3, 84)
        .U32(7, 600).U16(13, 1).U8(15, 6).U32(31, 30).U32(35, 20)
        .S32(47, -5_000_000).S32(51, -3_000_000).U8(55, 0x38).S32(56, -3_100_000).S32(60, -100_000)
        .U32(64, 100_000).U32(68, 100_000).U8(72, 0x40).S32(73, -53_000_000).S32(77, 127_000_000);

    private static Grid GridOf(SectionWriter section3)
    {
        var points = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(section3.ToArray().AsSpan(6));
        var packed = PackedValues.Simple(new uint[points], 8);
        var message = MessageWriter.Message(
            MessageWriter.Identification(), section3, MessageWriter.Forecast(), packed.Section5, MessageWriter.NoBitmap(), packed.Section7);
        using var file = Grib2File.Open(message);
        Assert.Empty(file.Problems);
        return file.Fields[0].Grid;
    }
}
