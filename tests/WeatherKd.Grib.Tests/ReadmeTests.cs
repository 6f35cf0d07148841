using WeatherKd.Grib.Tests.Writing;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests;

/// <summary>The README's C# blocks are the regions below, word for word, and run here.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void EveryBlockOfTheReadmeIsARegionOfThisFile()
    {
        var blocks = BlocksOf(File.ReadAllText(RepositoryRoot.Of("src", "WeatherKd.Grib", "README.md")));
        var regions = RegionsOf(File.ReadAllLines(RepositoryRoot.Of("tests", "WeatherKd.Grib.Tests", "ReadmeTests.cs")));

        Assert.NotEmpty(blocks);
        Assert.Equal(regions, blocks);
    }

    [Fact]
    public void ListingAFile()
    {
        var path = WriteFile();
        var output = new StringWriter();

        #region listing
        using var file = GribFile.Open(path);
        foreach (var field in file.Fields)
        {
            output.WriteLine($"{field.MessageNumber}: {field}, {field.Grid}, {field.Packing}");
        }

        foreach (var problem in file.Problems)
        {
            output.WriteLine($"message {problem.MessageNumber}, byte {problem.ByteOffset}: {problem.Message}");
        }
        #endregion

        Assert.Equal(
            "1: t [K], height above ground 2 m, 2024-05-06T18:00Z +3 h, regular_ll 5×4, grid_simple, 8 bits",
            output.ToString().Trim());
    }

    [Fact]
    public void DecodingAField()
    {
        using var file = GribFile.Open(WriteFile());
        var output = new StringWriter();

        #region decoding
        var temperature = file.Fields.First(field => field.Parameter.Is(0, 0, 0) && field.Level.IsHeightAboveGround(2));
        double[] kelvin = temperature.Decode();
        for (var index = 0; index < kelvin.Length; index++)
        {
            var (latitude, longitude) = temperature.Grid.PointOf(index);
            output.WriteLine($"{latitude:F2}° N {longitude:F2}° E: {kelvin[index] - 273.15:F1} °C at {temperature.ValidTime:u}");
        }
        #endregion

        Assert.StartsWith("40.00° N 120.00° E: 16.9 °C at 2024-05-06 21:00:00Z", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SelectingByName()
    {
        using var file = GribFile.Open(WriteFile());
        var output = new StringWriter();

        #region selecting
        foreach (var field in file.Select("shortName=2t,step=3"))
        {
            output.WriteLine(
                $"{field.ShortName} ({field.Parameter.Name}), {field.Level.Value} {field.Level.Unit}, {field.LeadTime?.TotalHours} h");
        }
        #endregion

        Assert.Equal("2t (Temperature), 2 m, 3 h", output.ToString().Trim());
    }

    [Fact]
    public void PlacingThePoints()
    {
        using var file = GribFile.Open(WriteFile());
        var grid = file.Fields[0].Grid;
        var output = new StringWriter();

        #region positions
        double[] latitudes = grid.Latitudes(), longitudes = grid.Longitudes();
        var projection = grid.Projection!;
        output.WriteLine(
            $"{grid.Name}: {latitudes.Length} points from {projection.FirstPoint}, {projection.StepLongitude}° apart, to "
            + $"{longitudes[^1]}° E");
        #endregion

        Assert.Equal(
            "regular_ll: 20 points from GeoPoint { Latitude = 40, Longitude = 120 }, 0.5° apart, to 122° E", output.ToString().Trim());
    }

    [Fact]
    public void PlacingIconsTriangles()
    {
        // Three points about Seoul, the first at the place itself.
        var bytes = Grids.UnstructuredGridTests.Field([3757, 3800, 3700], 191, 1, decimalScale: 2)
            .Concat(Grids.UnstructuredGridTests.Field([12697, 12700, 12750], 191, 2, decimalScale: 2)).ToArray();
        using var invariant = GribFile.Open(bytes);
        using var file = GribFile.Open(Grids.UnstructuredGridTests.Field([280, 290, 300], 0, 0));
        var temperature = file.Fields[0];
        double weighted = 0;

        #region triangles
        var positions = UnstructuredGridFiles.Read(invariant.Fields)[0];
        if (positions.TryFindCell(latitude: 37.57, longitude: 126.97, out var near))
        {
            var values = temperature.Decode();
            weighted = near.Interpolate(values[near.Index00], values[near.Index10], values[near.Index01], values[near.Index11]);
        }
        #endregion

        Assert.Equal(280, weighted, 6);
    }

    [Fact]
    public void InterpolatingToAPlace()
    {
        using var file = GribFile.Open(WriteFile());
        var field = file.Fields[0];
        double interpolated = 0;

        #region interpolating
        using var points = new PointSampler(field);
        if (field.Grid.TryFindCell(latitude: 39.75, longitude: 121.25, out var cell))
        {
            interpolated = cell.Interpolate(points[cell.Index00], points[cell.Index10], points[cell.Index01], points[cell.Index11]);
        }
        #endregion

        // The file's values are 290 + index / 2: between columns 2 and 3 of rows 0 and 1, of five columns each.
        Assert.Equal(290 + ((2.5 + 2.5) / 2), interpolated, 9);
    }

    [Fact]
    public void TurningAWind()
    {
        using var file = GribFile.Open(WriteFile());
        var grid = file.Fields[0].Grid;
        double u = 3, v = 4;

        #region wind
        var (east, north) = grid.ToEarthRelative(u, v, latitude: 37.57, longitude: 126.97);
        #endregion

        Assert.Equal((3, 4), (east, north));
    }

    private static string WriteFile()
    {
        var packed = PackedValues.Simple([.. Enumerable.Range(0, 20).Select(i => (uint)i)], 8, reference: 290, binaryScale: -1);
        var message = MessageWriter.Message(
            MessageWriter.Identification(),
            MessageWriter.LatitudeLongitude(5, 4),
            MessageWriter.Forecast(),
            packed.Section5,
            MessageWriter.NoBitmap(),
            packed.Section7);
        var path = Path.Combine(Directory.CreateTempSubdirectory("grib2-readme-").FullName, "forecast.grib2");
        File.WriteAllBytes(path, message);
        return path;
    }

    private static List<string> BlocksOf(string readme) =>
        [.. readme.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)].TrimEnd())];

    private static List<string> RegionsOf(string[] source)
    {
        List<string> regions = [];
        for (var line = 0; line < source.Length; line++)
        {
            if (source[line].TrimStart().StartsWith("#region", StringComparison.Ordinal))
            {
                var indent = source[line].IndexOf('#', StringComparison.Ordinal);
                var body = source.Skip(line + 1).TakeWhile(text => !text.TrimStart().StartsWith("#endregion", StringComparison.Ordinal));
                regions.Add(string.Join('\n', body.Select(text => text.Length > indent ? text[indent..] : "")));
            }
        }

        return regions;
    }
}
