using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>Short names as ecCodes has them (definitions/grib2/shortName.def of 2.28), and fields found by them and other keys.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void AShortNameKnowsLevelAndProcessing()
    {
        string Name(SectionWriter product) => SingleField.Of(product).ShortName;

        Assert.Equal("2t", Name(MessageWriter.Forecast()));
        Assert.Equal("t", Name(MessageWriter.Forecast().U8(23, 100).U32(25, 85_000)));
        Assert.Equal("10u", Name(MessageWriter.Forecast(category: 2, number: 2).U32(25, 10)));
        Assert.Equal("100v", Name(MessageWriter.Forecast(category: 2, number: 3).U32(25, 100)));
        Assert.Equal("msl", Name(MessageWriter.Forecast(category: 3, number: 0).U8(23, 101).U8(24, 255).U32(25, uint.MaxValue)));
        Assert.Equal("sp", Name(MessageWriter.Forecast(category: 3, number: 0).U8(23, 1)));
        Assert.Equal("tp", Name(MessageWriter.Accumulation()));
        // Six hours' maximum of the temperature at 2 m.
        Assert.Equal("mx2t6", Name(MessageWriter.Accumulation().U8(10, 0).U8(11, 0).U8(23, 103).U32(25, 2).U8(47, 2).U32(50, 6)));
    }

    [Theory]
    [InlineData(5, "shww")]
    [InlineData(14, "mwd")]
    [InlineData(15, "mwp")]
    [InlineData(34, "pp1d")]
    [InlineData(4, "wvdir")]
    public void WaveParametersHaveNames(int number, string shortName)
    {
        var parameter = SingleField.Of(MessageWriter.Forecast(category: 0, number: number), discipline: 10).Parameter;

        Assert.Equal(shortName, parameter.ShortName);
        Assert.True(parameter.IsKnown);
    }

    [Theory]
    [InlineData("shortName=2t", 1)]
    [InlineData("shortName=T", 3)]
    [InlineData("shortName=0-0-0", 3)]
    [InlineData("shortName=t,level=850", 1)]
    [InlineData("shortName=t,level=85000,levelType=100", 1)]
    [InlineData("shortName=t,level=850,step=12", 0)]
    [InlineData("step=6", 2)]
    [InlineData("step=3-6", 1)]
    [InlineData("stepType=accum", 1)]
    [InlineData("stepType=max", 0)]
    [InlineData("number=7", 1)]
    [InlineData("", 5)]
    public void FieldsAreFoundByTheirKeys(string keys, int count)
    {
        byte[][] messages =
        [
            Message(MessageWriter.Forecast()),
            Message(MessageWriter.Forecast(hours: 6).U8(23, 100).U32(25, 85_000)),
            Message(MessageWriter.Forecast().U8(23, 100).U32(25, 50_000)),
            Message(MessageWriter.Accumulation()),
            Message(MessageWriter.Member().U8(10, 1).U8(11, 1)),
        ];
        using var file = GribFile.Open(messages.SelectMany(bytes => bytes).ToArray());

        Assert.Equal(count, file.Select(keys).Count);
    }

    [Theory]
    [InlineData("name=2t", "'name' is no key")]
    [InlineData("2t", "'2t' is not of the form key=value")]
    [InlineData("step=soon", "'soon' is no number")]
    [InlineData("stepType=sometimes", "'sometimes' is not known")]
    public void AKeyThatIsNotKnownIsNamed(string keys, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => FieldSelection.Parse(keys)).Message, StringComparison.Ordinal);

    [Fact]
    public void SectionsComeAsTheyStand()
    {
        var product = MessageWriter.Forecast().U16(8, 20);
        var local = new SectionWriter(2, 9).U32(6, 0xCAFE);
        var packed = PackedValues.Simple([1, 2, 3], 8);
        using var file = GribFile.Open(MessageWriter.Message(
            MessageWriter.Identification(),
            local,
            MessageWriter.LatitudeLongitude(3, 1),
            product,
            packed.Section5,
            MessageWriter.NoBitmap(),
            packed.Section7));
        var field = file.Fields[0];

        Assert.Equal(local.ToArray(), field.ReadSection(2));
        Assert.Equal(product.ToArray(), field.ReadSection(4));
        Assert.Equal(packed.Section7.ToArray(), field.ReadSection(7));
        Assert.Null(SingleField.Of(MessageWriter.Forecast()).ReadSection(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => field.ReadSection(8));
    }

    [Fact]
    public void SinglePrecisionIsTheNearestOfDoublePrecision()
    {
        uint[] numbers = [.. Enumerable.Range(0, 101).Select(i => (uint)(i * 37))];
        using var file = GribFile.Open(MessageWriter.Field(
            numbers.Length + 1,
            PackedValues.Simple(numbers, 13, reference: 273.15f, binaryScale: -3, decimalScale: 1),
            MessageWriter.Bitmap([.. Enumerable.Range(0, numbers.Length + 1).Select(i => i != 50)])));

        Assert.Equal(file.Fields[0].Decode().Select(value => (float)value), file.Fields[0].DecodeSingle());
        Assert.True(float.IsNaN(file.Fields[0].DecodeSingle()[50]));
    }

    private static byte[] Message(SectionWriter product)
    {
        var packed = PackedValues.Simple([1, 2, 3], 8);
        return MessageWriter.Message(
            MessageWriter.Identification(),
            MessageWriter.LatitudeLongitude(3, 1),
            product,
            packed.Section5,
            MessageWriter.NoBitmap(),
            packed.Section7);
    }
}
