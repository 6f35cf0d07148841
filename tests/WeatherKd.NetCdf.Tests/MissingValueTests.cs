namespace WeatherKd.NetCdf.Tests;

/// <summary>
/// What is missing, by the NetCDF Users Guide (appendix A, "Attribute Conventions") and the CF conventions (sections 2.5.1 and 8.1). Where
/// a test
/// says so, netCDF4-python 1.6.2 masks the same values.
/// </summary>
public sealed class MissingValueTests
{
    private const double Missing = double.NaN;

    private static double[] Read(Array values, params (string Name, object Value)[] attributes)
    {
        using var file = new NetCdfBytes(new ClassicFileWriter()
            .Dimension("x", values.Length)
            .Variable("v", ["x"], values, attributes)
            .ToBytes());
        return file.Variables["v"].ReadAll();
    }

    [Fact]
    public void AMarkerWrittenAsADoubleIsComparedAsTheFloatThatTheDataAre() =>
        Assert.Equal([1, Missing, 3], Read(new float[] { 1, -999.9f, 3 }, ("missing_value", -999.9)));

    [Fact]
    public void AMarkerWrittenAsADoubleIsComparedAsTheShortThatTheDataAre() =>
        Assert.Equal([1, Missing, 3], Read(new short[] { 1, -999, 3 }, ("missing_value", -999.0)));

    [Theory]
    [InlineData("missing_value")]
    [InlineData("_FillValue")]
    public void SeveralMarkersAreAllMissing(string attribute) =>
        Assert.Equal([Missing, Missing, 3], Read(new float[] { -999, -888, 3 }, (attribute, new float[] { -999, -888 })));

    [Fact]
    public void FillValueAndMissingValueBothCount() =>
        Assert.Equal([Missing, Missing, 3], Read(new short[] { -1, -2, 3 }, ("_FillValue", (short)-1), ("missing_value", (short)-2)));

    [Theory]
    [InlineData("-999.9")]
    [InlineData("-999.9f")]
    [InlineData("-1e30, -999.9")]
    [InlineData("NaN -999.9")]
    public void AMarkerMayBeWrittenAsAText(string text) =>
        Assert.Equal([1, Missing, 3], Read(new float[] { 1, -999.9f, 3 }, ("missing_value", text)));

    [Fact]
    public void ATextThatIsNoNumberIsNoMarker() => Assert.Equal([1, 2], Read(new float[] { 1, 2 }, ("missing_value", "none")));

    [Fact]
    public void AnInfiniteMarkerIsMissing() =>
        Assert.Equal([1, Missing], Read(new float[] { 1, float.PositiveInfinity }, ("_FillValue", float.PositiveInfinity)));

    [Fact]
    public void NotANumberIsMissingWhateverTheMarker() =>
        Assert.Equal([1, Missing, Missing], Read(new float[] { 1, float.NaN, -1 }, ("_FillValue", float.NaN), ("missing_value", -1f)));

    // NC_FILL_* of netcdf.h; ncdump shows all of these as "_".
    public static TheoryData<string> TypesWithDefaultFill => ["short", "int", "float", "double", "ushort", "uint", "int64", "uint64"];

    [Theory]
    [MemberData(nameof(TypesWithDefaultFill))]
    public void WhatWasNeverWrittenIsMissing(string type)
    {
        Array values = type switch
        {
            "short" => new short[] { 1, -32767 },
            "int" => new[] { 1, -2147483647 },
            "float" => new[] { 1, 9.9692099683868690e+36f },
            "double" => new[] { 1, 9.9692099683868690e+36 },
            "ushort" => new ushort[] { 1, 65535 },
            "uint" => new uint[] { 1, 4294967295 },
            "int64" => new[] { 1, -9223372036854775806 },
            _ => new ulong[] { 1, 18446744073709551614 },
        };

        Assert.Equal([1, Missing], Read(values));
    }

    [Fact]
    public void ABytesDefaultFillMayBeMeant()
    {
        // NC_FILL_BYTE is -127, NC_FILL_UBYTE 255: too few other values for one of them to be kept from data (NetCDF Users Guide, "Fill
        // Values").
        Assert.Equal([-127, 1], Read(new sbyte[] { -127, 1 }));
        Assert.Equal([255, 1], Read(new byte[] { 255, 1 }));
    }

    [Fact]
    public void TheDefaultFillIsAValueWhereAnotherIsGiven() =>
        Assert.Equal([-32767, Missing], Read(new short[] { -32767, -1 }, ("_FillValue", (short)-1)));

    [Fact]
    public void PackedDataAreComparedBeforeTheyAreUnpacked() =>
        Assert.Equal(
            [280, Missing, Missing],
            Read(new short[] { 685, -32767, -999 }, ("scale_factor", 0.01), ("add_offset", 273.15), ("missing_value", (short)-999)),
            (a, b) => (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) < 1e-9);

    [Fact]
    public void AMarkerThatPackedDataCannotHaveIsMeantUnpacked() =>
        Assert.Equal([1, Missing], Read(new short[]
        {
            10,
            -9999,
        }, ("scale_factor", 0.1f), ("missing_value", -999.9f)), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-6);

    [Fact]
    public void UnsignedDataInSignedBytesAreRead() =>
        Assert.Equal([200, Missing, 5], Read(new sbyte[] { -56, -1, 5 }, ("_Unsigned", "true"), ("_FillValue", (sbyte)-1)));

    [Fact]
    public void SignedDataInUnsignedBytesAreRead() => Assert.Equal([-56, 5], Read(new byte[] { 200, 5 }, ("_Unsigned", "false")));

    [Fact]
    public void UnsignedShortsAreUnpackedAfterTheyAreTurned() =>
        Assert.Equal([6000, Missing, 1], Read(new short[]
        {
            -5536,
            -1,
            10,
        }, ("_Unsigned", "true"), ("_FillValue", (short)-1), ("scale_factor", 0.1)), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-9);

    [Fact]
    public void WhatIsOutsideTheValidRangeIsMissing()
    {
        Assert.Equal([Missing, 0, 100, Missing], Read(new float[] { -1, 0, 100, 101 }, ("valid_range", new float[] { 0, 100 })));
        Assert.Equal([Missing, 0, 101], Read(new float[] { -1, 0, 101 }, ("valid_min", 0f)));
        Assert.Equal([-1, 100, Missing], Read(new float[] { -1, 100, 101 }, ("valid_max", 100f)));
    }

    [Fact]
    public void AnInfiniteValueIsMissing() =>
        Assert.Equal([1, double.NaN, double.NaN], Read(new float[] { 1, float.PositiveInfinity, float.NegativeInfinity }));

    [Fact]
    public void ABoundThatIsNoNumberIsNone() =>
        Assert.Equal([1, 2], Read(new float[] { 1, 2 }, ("valid_range", new[] { float.NaN, float.NaN })));

    [Fact]
    public void ABoundWrittenAsADoubleIsComparedAsTheFloatThatTheDataAre() =>
        Assert.Equal([100.1f, Missing], Read(new[] { 100.1f, 100.2f }, ("valid_max", 100.1)));

    [Fact]
    public void TheValidRangeOfPackedDataIsInPackedUnits() =>
        Assert.Equal([0, 10, Missing], Read(new short[]
        {
            0,
            100,
            101,
        }, ("scale_factor", 0.1), ("valid_range", new short[] { 0, 100 })), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-9);

    [Fact]
    public void AValidRangeOfTheUnpackedTypeIsInUnpackedUnits() =>
        Assert.Equal(
            [0, 10, Missing],
            Read(new short[] { 0, 100, 1010 }, ("scale_factor", 0.1), ("valid_range", new double[] { 0, 100 })),
            (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-9);

    [Fact]
    public void ScaleAndOffsetMayBeVectorsOfOneValueOrTexts()
    {
        Assert.Equal([12], Read(new short[] { 10 }, ("scale_factor", new[] { 0.5, 0.5 }), ("add_offset", "7")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1 2")]
    [InlineData("half")]
    [InlineData("NaN")]
    public void AScaleThatIsNoNumberIsAnErrorOfTheVariable(string scale)
    {
        var error = Assert.Throws<NetCdfFormatException>(() => Read(new short[] { 10 }, ("scale_factor", scale)));
        Assert.Equal("v", error.Variable);
        Assert.Contains("scale_factor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AValidRangeWithoutValuesIsAnErrorOfTheVariable()
    {
        var error = Assert.Throws<NetCdfFormatException>(() => Read(new short[] { 10 }, ("valid_min", (short)5), ("valid_max", (short)4)));
        Assert.Contains("valid_min is above valid_max", error.Message, StringComparison.Ordinal);
    }
}
