namespace WeatherKd.NetCdf.Tests;

public sealed class ClassicFileTests
{
    private static ClassicFileWriter Grid() => new ClassicFileWriter()
        .Dimension("y", 2)
        .Dimension("x", 3)
        .Variable("packed", ["y", "x"], new short[] { 0, 1, 2, 10, 11, 12 }, ("scale_factor", 0.5), ("add_offset", 100.0), ("units", "K"));

    [Fact]
    public void ABlockIsReadFromTheMiddleOfAVariable()
    {
        using var file = new NetCdfBytes(Grid().ToBytes());

        Assert.Equal([100.5, 101, 105.5, 106], file.Variables["packed"].Read([0, 1], [2, 2]));
    }

    [Fact]
    public void AVariableHasItsDimensionsAndUnit()
    {
        using var file = new NetCdfBytes(Grid().ToBytes());
        var packed = file.Variables["packed"];

        Assert.Equal(["y", "x"], packed.Dimensions);
        Assert.Equal([2, 3], packed.Shape);
        Assert.Equal("K", packed.Units);
    }

    [Fact]
    public void AFileThatIsCutSaysWhichVariableIsNotThere()
    {
        using var file = new NetCdfBytes(Grid().ToBytes()[..^4]);

        var error = Assert.Throws<NetCdfFormatException>(() => file.Variables["packed"].ReadAll());
        Assert.Equal("packed", error.Variable);
        Assert.NotNull(error.ByteOffset);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(150)]
    public void AFileThatIsCutInItsHeaderIsAnError(int length) =>
        Assert.Throws<NetCdfFormatException>(() => new NetCdfBytes(Grid().ToBytes()[..length]).Dispose());

    /// <summary>Version 5 has counts of 64 bits with a sign: −1 is the number of records alone.</summary>
    [Fact]
    public void ANegativeNumberAnywhereInTheHeaderIsReadOrRefused()
    {
        var whole = Grid().ToBytes();
        for (var at = 4; at < whole.Length - sizeof(long); at += 4)
        {
            var bytes = whole.ToArray();
            bytes.AsSpan(at, sizeof(long)).Fill(0xFF);
            var error = Record.Exception(() =>
            {
                using var file = new NetCdfBytes(bytes);
                foreach (var variable in file.Variables.Values)
                {
                    variable.ReadAll();
                }
            });

            Assert.True(error is null or NetCdfFormatException, $"byte {at}: {error}");
        }
    }
}
