using WeatherKd.TestSupport;

namespace WeatherKd.NetCdf.Tests;

/// <summary>The README's C# block is the region below, word for word, and runs here.</summary>
public sealed class ReadmeTests
{
    /// <summary>Spaces in front of a line of a test's body.</summary>
    private const int Indent = 8;

    [Fact]
    public void TheBlockOfTheReadmeIsARegionOfThisFile()
    {
        var readme = File.ReadAllText(RepositoryRoot.Of("src", "WeatherKd.NetCdf", "README.md"));
        var block = readme.Split("```")[1]["csharp\n".Length..].TrimEnd();
        var region = File.ReadAllLines(RepositoryRoot.Of("tests", "WeatherKd.NetCdf.Tests", "ReadmeTests.cs"))
            .SkipWhile(line => line.Trim() != "#region reading").Skip(1)
            .TakeWhile(line => line.Trim() != "#endregion");

        Assert.Equal(string.Join('\n', region.Select(line => line.Length < Indent ? line : line[Indent..])), block);
    }

    [Fact]
    public void ReadingABlockOfAVariable()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new ClassicFileWriter()
            .Dimension("time", 2).Dimension("latitude", 1).Dimension("longitude", 2)
            .Variable("t2m", ["time", "latitude", "longitude"], new float[] { 280, 281, 282, 283 }, ("units", "K"))
            .ToBytes());
        var output = new StringWriter();

        #region reading
        using var file = NetCdfFile.Open(path);
        var temperature = file.Variables["t2m"];
        output.WriteLine(
            $"{temperature.Name} in {temperature.Units}: {string.Join(" × ", temperature.Shape)} "
            + $"({string.Join(", ", temperature.Dimensions)})");
        double[] first = temperature.Read(start: [0, 0, 0], count: [1, temperature.Shape[1], temperature.Shape[2]]);
        #endregion

        Assert.Equal("t2m in K: 2 × 1 × 2 (time, latitude, longitude)", output.ToString().Trim());
        Assert.Equal([280, 281], first);
        File.Delete(path);
    }
}
