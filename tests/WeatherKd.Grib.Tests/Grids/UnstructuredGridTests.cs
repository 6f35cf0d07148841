using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Grids;

/// <summary>Points without rows and columns (template 3.101), as DWD's ICON has them: positions come from two other fields.</summary>
public sealed class UnstructuredGridTests
{
    private static readonly byte[] Uuid = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public void TheGridSaysWhichOneItIsAndItsValuesAreRead()
    {
        using var file = GribFile.Open(Field([280, 281, 282, 283, 284], 0, 0));
        var field = Assert.Single(file.Fields);
        var grid = Assert.IsType<UnstructuredGrid>(field.Grid);

        Assert.Equal((26, 1, 5), (grid.NumberOfGrid, grid.NumberInReference, grid.PointCount));
        Assert.Equal(Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"), grid.Uuid);
        Assert.Equal([280, 281, 282, 283, 284], field.Decode());
        Assert.False(grid.IsSupported);
        Assert.Contains("CLAT", Assert.Throws<GribFormatException>(() => grid.PointOf(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PositionsComeFromTheFieldsOfTheSameGridAlone()
    {
        byte[] otherUuid = [.. Uuid.Reverse()];
        byte[] bytes =
        [
            .. Field([1, 2, 3], 191, 1, otherUuid),
            .. Field([50, 51, 52], 191, 1),
            .. Field([10, 11, 12], 191, 2),
            .. Field([4, 5], 191, 2),
        ];
        using var file = GribFile.Open(bytes);

        var positions = Assert.Single(UnstructuredGridFiles.Read(file.Fields));

        Assert.Equal(new GeoPoint(51, 11), positions.PointOf(1));
        Assert.Throws<ArgumentException>(() => UnstructuredGridFiles.Join(file.Fields[0], file.Fields[2]));
        Assert.False(positions.Grid.HasSamePointsAs((UnstructuredGrid)file.Fields[0].Grid));
    }

    [Fact]
    public void LatitudesInRadiansAreRefused()
    {
        using var file = GribFile.Open((byte[])[.. Field([5000, 5100, 5200], 191, 1), .. Field([10, 11, 12], 191, 2)]);

        var error = Assert.Throws<GribFormatException>(() => UnstructuredGridFiles.Read(file.Fields));

        Assert.Contains("degrees are needed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNearestPointIsFoundEverywhereAsByLookingAtAll()
    {
        var random = new Random(7);
        double[] latitudes = [.. Enumerable.Range(0, 3000).Select(_ => Math.Asin((2 * random.NextDouble()) - 1) * 180 / Math.PI)];
        double[] longitudes = [.. Enumerable.Range(0, 3000).Select(_ => (360 * random.NextDouble()) - 180)];
        var index = new SphereIndex(latitudes, longitudes);
        (double Latitude, double Longitude)[] places =
            [
                (90, 0),
                (-90, 33),
                (0, 180),
                (0, -180),
                .. Enumerable.Range(0, 300).Select(_ => ((180 * random.NextDouble()) - 90, (720 * random.NextDouble()) - 360))
            ];

        foreach (var (latitude, longitude) in places)
        {
            var expected = Enumerable.Range(0, 3000).OrderBy(i => Distance(latitude, longitude, latitudes[i], longitudes[i])).Take(3);

            Assert.Equal(expected, index.Nearest(latitude, longitude, 3).Select(found => found.Index));
        }
    }

    [Fact]
    public void AValueIsTheMeanOfThreePointsByInverseSquareDistance()
    {
        // On the equator 1° apart, and one far to the north: distances of a place 0.25° from the first are 0.25, 0.75 and 1.25.
        var positions = Positions([0, 0, 0, 60], [10, 11, 9, 10]);

        Assert.True(positions.TryFindWeights(0, 10.25, out var weights));
        Assert.Equal([0, 1, 2], weights.Select(w => w.Index));
        var sum = 16 + (16 / 9.0) + (16 / 25.0);
        Assert.Equal(16 / sum, weights[0].Weight, 3);
        Assert.Equal(1, weights.Sum(w => w.Weight), 12);

        Assert.True(positions.TryFindCell(0, 10.25, out var cell));
        Assert.Equal(weights.Sum(w => w.Weight * w.Index), cell.Interpolate(cell.Index00, cell.Index10, cell.Index01, cell.Index11), 12);
        Assert.True(positions.TryFindNearest(0, 10.6, out var nearest));
        Assert.Equal(1, nearest);
    }

    [Fact]
    public void APlaceOnAPointHasItsValueAndOneOutsideHasNone()
    {
        var positions = Positions([50, 50, 50.1, 50.1], [10, 10.1, 10, 10.1]);

        Assert.True(positions.TryFindWeights(50, 370, out var weights));
        Assert.Equal((0, 1.0), Assert.Single(weights));
        Assert.False(positions.TryFindNearest(50.5, 10, out _));
        Assert.False(positions.TryFindNearest(double.NaN, 10, out _));
    }

    private static UnstructuredPositions Positions(double[] latitudes, double[] longitudes)
    {
        using var file = GribFile.Open(Field(new int[latitudes.Length], 0, 0));
        return new UnstructuredPositions((UnstructuredGrid)file.Fields[0].Grid, latitudes, longitudes);
    }

    private static double Distance(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        const double Degree = Math.PI / 180;
        return -((Math.Sin(latitude1 * Degree) * Math.Sin(latitude2 * Degree))
            + (Math.Cos(latitude1 * Degree) * Math.Cos(latitude2 * Degree) * Math.Cos((longitude1 - longitude2) * Degree)));
    }

    internal static byte[] Field(int[] values, int category, int number, byte[]? uuid = null, int decimalScale = 0)
    {
        var grid = new SectionWriter(3, 35).U32(7, values.Length).U16(13, 101).U8(15, 6).U16(17, 26).U8(19, 1);
        var identifier = uuid ?? Uuid;
        for (var i = 0; i < identifier.Length; i++)
        {
            grid.U8(20 + i, identifier[i]);
        }

        var packed = PackedValues.Simple([.. values.Select(value => (uint)value)], 16, decimalScale: decimalScale);
        return MessageWriter.Message(
            MessageWriter.Identification(),
            grid,
            MessageWriter.Forecast(category, number, hours: 0),
            packed.Section5,
            MessageWriter.NoBitmap(),
            packed.Section7);
    }
}
