using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Grids;

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
    public void EachRowOfAReducedGridHasItsOwnColumns()
    {
        // Rows at 60°, 0° and 60° S with 4, 8 and 4 points around the globe: 90° and 45° apart.
        var grid = GridOf(Reduced(4, 8, 4));

        Assert.Equal((16, 3, 8, 4), (grid.PointCount, grid.Rows, grid.Columns, grid.RowLength(0)));
        Assert.Equal("reduced_ll", grid.Name);
        Assert.Equal(new GeoPoint(60, 90), grid.PointOf(1));
        Assert.Equal(new GeoPoint(0, 135), grid.PointOf(4 + 3));
        Assert.Equal(new GeoPoint(-60, -90), grid.PointOf(15));

        // 350° E on the equator's side, 30° N: 80/90 from 270° to 360°, and 35/45 from 315° to 360°.
        Assert.True(grid.TryFindCell(30, -10, out var cell));
        Assert.Equal((3, 0, 4 + 7, 4), (cell.Index00, cell.Index10, cell.Index01, cell.Index11));
        Assert.Equal(80 / 90.0, cell.FractionX, 9);
        Assert.Equal(35 / 45.0, cell.SecondFractionX, 9);
        Assert.Equal(0.5, cell.FractionY, 9);

        // Values that rise with latitude alone are met whatever the columns.
        Assert.Equal(15, cell.Interpolate(30, 30, 0, 0), 9);
    }

    [Theory]
    [InlineData(1, "reduced_rotated_ll")]
    [InlineData(41, "reduced_rotated_gg")]
    public void AReducedGridAboutAMovedPoleIsTheSameGridTurned(int template, string name)
    {
        // ecCodes 2.28 leaves the Gaussian ones unturned, so that it cannot be asked. With the south pole at 40° S 10° E, the rotated
        // 0° N 0° E lies on the pole's meridian 90° north of it, at 50° N 10° E. Two parallels between pole and equator for template 3.41.
        var grid = GridOf(ReducedAt(85, 4, 8, 8, 4).U16(13, template).U32(68, 2).S32(73, -40_000_000).S32(77, 10_000_000));

        Assert.Equal((name, 24), (grid.Name, grid.PointCount));
        Assert.All(Enumerable.Range(0, grid.PointCount), index =>
        {
            var (x, y) = grid.CoordinatesOf(index);
            var place = grid.PointOf(index);
            Assert.True(grid.TryLocate(place.Latitude, place.Longitude, out var position));
            Assert.Equal((x, y), (Math.Round(position.X, 6) % grid.RowLength(y), Math.Round(position.Y, 6)));
        });
        Assert.True(grid.TryLocate(50, 10, out var onEquator));
        Assert.Equal(1.5, onEquator.Y, 9);
        Assert.Equal(0, Math.Round(onEquator.X, 6) % 8);
    }

    [Fact]
    public void ARowWithoutPointsCountsAsOutside()
    {
        // ECMWF's wave model leaves the rows about the pole empty.
        var grid = GridOf(Reduced(0, 8, 4));

        Assert.Equal(new GeoPoint(0, 0), grid.PointOf(0));
        Assert.False(grid.TryFindCell(30, 10, out _));
        Assert.True(grid.TryFindCell(-30, 10, out _));
    }

    [Fact]
    public void ADamagedListOfRowsIsAProblem()
    {
        var section = Reduced(4, 8, 4).U32(35, 40_000_000);
        using var file = GribFile.Open(FieldOn(section, 16));

        Assert.Contains("does not fit in the section", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    // Flag table 3.4, bits 5 to 8, on 3 columns × 2 rows 0.5° apart from 40° N 120° E: the last point of each row, and the number of
    // points.
    [InlineData(0x08, 6, 121.25, 121)]
    [InlineData(0x04, 6, 121, 121.25)]
    [InlineData(0x0C, 6, 121.25, 121.25)]
    [InlineData(0x09, 5, 120.75, 121)]
    [InlineData(0x05, 5, 121, 120.75)]
    public void StaggeredRowsAreHalfAColumnApart(int mode, int points, double firstRowEnds, double secondRowEnds)
    {
        var grid = GridOf(MessageWriter.LatitudeLongitude(3, 2, mode).U32(7, points));

        Assert.Equal(points, grid.PointCount);
        Assert.Equal(firstRowEnds, grid.PointOf(grid.RowLength(0) - 1).Longitude, 9);
        Assert.Equal(secondRowEnds, grid.PointOf(points - 1).Longitude, 9);
        Assert.All(Enumerable.Range(0, points), index =>
        {
            var point = grid.PointOf(index);
            var (x, y) = grid.CoordinatesOf(index);
            Assert.True(grid.TryLocate(point.Latitude, point.Longitude, out var position));
            Assert.Equal((x, y), (Math.Round(position.X, 6), Math.Round(position.Y, 6)));
            Assert.Equal(index, grid.IndexOf(x, y));
        });
    }

    [Fact]
    public void PointsMayBeMovedByHalfARow()
    {
        var grid = GridOf(MessageWriter.LatitudeLongitude(3, 2, 0x02));

        Assert.Equal(new GeoPoint(39.75, 120), grid.PointOf(0));
        Assert.Equal(new GeoPoint(39.25, 121), grid.PointOf(5));
        Assert.False(grid.TryLocate(39.9, 120.5, out _));
    }

    [Fact]
    public void ARowBetweenStaggeredNeighboursIsInterpolated()
    {
        // Even rows are half a column east. Values that rise by 1 a degree eastward must be met between the rows too.
        var grid = GridOf(MessageWriter.LatitudeLongitude(4, 2, 0x04));
        Assert.True(grid.TryFindCell(39.8, 120.9, out var cell));

        double ValueAt(int index) => grid.PointOf(index).Longitude;
        Assert.Equal(
            120.9,
            cell.Interpolate(ValueAt(cell.Index00), ValueAt(cell.Index10), ValueAt(cell.Index01), ValueAt(cell.Index11)),
            9);
    }

    [Fact]
    public void AGridWithoutAGridLengthCanBeReadButNotPlaced()
    {
        // As in ecCodes' polar_stereographic_sfc_grib2 sample.
        using var file = GribFile.Open(FieldOn(Lambert().U32(56, 0), 600));

        Assert.False(file.Fields[0].Grid.IsSupported);
        Assert.Equal(600, file.Fields[0].Decode().Length);
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
        Assert.Throws<GribFormatException>(() => grid.TryLocate(0, 0, out _));
    }

    /// <summary>
    /// Template 3.30 (and 3.20 up to octet 65): 30 × 20 points, 10 km, from 40° N 135° E, centred on 126° E, rows northward.
    /// </summary>
    private static SectionWriter Lambert() => new SectionWriter(3, 81)
        .U32(7, 600).U16(13, 30).U8(15, 6).U32(31, 30).U32(35, 20)
        .S32(39, 40_000_000).S32(43, 135_000_000).U8(47, 0x08).S32(48, 45_000_000).S32(52, 126_000_000)
        .U32(56, 10_000_000).U32(60, 10_000_000).U8(65, 0x40).S32(66, 45_000_000).S32(70, 45_000_000);

    private static SectionWriter Rotated() => new SectionWriter(3, 84)
        .U32(7, 600).U16(13, 1).U8(15, 6).U32(31, 30).U32(35, 20)
        .S32(47, -5_000_000).S32(51, -3_000_000).U8(55, 0x38).S32(56, -3_100_000).S32(60, -100_000)
        .U32(64, 100_000).U32(68, 100_000).U8(72, 0x40).S32(73, -53_000_000).S32(77, 127_000_000);

    /// <summary>
    /// Template 3.0 from 60° N 0° E to 60° S, with a list of row lengths in two octets each, of full circles (code table 3.11: 1).
    /// </summary>
    private static SectionWriter Reduced(params int[] lengths) => ReducedAt(73, lengths);

    /// <summary>As <see cref="Reduced"/>, the list from another octet on.</summary>
    private static SectionWriter ReducedAt(int octet, params int[] lengths)
    {
        var section = new SectionWriter(3, octet - 1 + (2 * lengths.Length))
            .U32(7, lengths.Sum()).U8(11, 2).U8(12, 1).U8(15, 6).U32(31, uint.MaxValue).U32(35, lengths.Length).U32(43, uint.MaxValue)
            .S32(47, 60_000_000).S32(51, 0).U8(55, 0x10).S32(56, -60_000_000).S32(60, 360_000_000 - (360_000_000 / lengths.Max()))
            .U32(64, uint.MaxValue).U32(68, 60_000_000);
        for (var row = 0; row < lengths.Length; row++)
        {
            section.U16(octet + (2 * row), lengths[row]);
        }

        return section;
    }

    private static Grid GridOf(SectionWriter section3)
    {
        var points = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(section3.ToArray().AsSpan(6));
        using var file = GribFile.Open(FieldOn(section3, points));
        Assert.Empty(file.Problems);
        return file.Fields[0].Grid;
    }

    private static byte[] FieldOn(SectionWriter section3, int points)
    {
        var packed = PackedValues.Simple(new uint[points], 8);
        return MessageWriter.Message(
            MessageWriter.Identification(), section3, MessageWriter.Forecast(), packed.Section5, MessageWriter.NoBitmap(), packed.Section7);
    }
}
