using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>What a field says about itself; messages written octet by octet after the Manual on Codes.</summary>
public sealed class FieldTests
{
    private static readonly DateTimeOffset Run = new(2024, 5, 6, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AForecastHoldsAtItsRunPlusItsForecastTime()
    {
        var field = FieldOf(MessageWriter.Forecast());

        Assert.Equal(Run, field.ReferenceTime);
        Assert.Equal(Run.AddHours(3), field.ValidTime);
        Assert.Null(field.Period);
        Assert.Null(field.Member);
        Assert.Equal("KMA", field.Origin.CentreName);
        Assert.True(field.Level.IsHeightAboveGround(2));
    }

    [Fact]
    public void AForecastTimeMayBeNegative() => Assert.Equal(Run.AddHours(-6), FieldOf(MessageWriter.Forecast(hours: -6)).ValidTime);

    [Theory]
    [InlineData(0, 90, 90)]
    [InlineData(2, 2, 2 * 24 * 60)]
    [InlineData(10, 3, 9 * 60)]
    [InlineData(11, 2, 12 * 60)]
    [InlineData(12, 1, 12 * 60)]
    [InlineData(13, 120, 2)]
    public void AForecastTimeHasItsUnitFromCodeTable4_4(int unit, int count, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), FieldOf(MessageWriter.Forecast(hours: count).U8(18, unit)).LeadTime);

    [Fact]
    public void AMonthAheadIsACalendarMonth() =>
        Assert.Equal(
            new DateTimeOffset(2024, 6, 6, 18, 0, 0, TimeSpan.Zero),
            FieldOf(MessageWriter.Forecast(hours: 1).U8(18, 3)).ValidTime);

    [Fact]
    public void AnAccumulationHoldsAtItsEnd()
    {
        var field = FieldOf(MessageWriter.Accumulation());

        Assert.Equal("tp [kg m-2]", field.Parameter.ToString());
        Assert.Equal(new StatisticalPeriod(StatisticalProcess.Accumulation, Run.AddHours(3), Run.AddHours(6)), field.Period);
        Assert.Equal(Run.AddHours(6), field.ValidTime);
        Assert.Equal(TimeSpan.FromHours(3), field.ForecastTime);
    }

    [Fact]
    public void AnEnsembleMemberIsNamed()
    {
        Assert.Equal(new EnsembleMember(3, 7, 25), FieldOf(MessageWriter.Member()).Member);

        var accumulation = FieldOf(MessageWriter.MemberAccumulation());
        Assert.Equal(new EnsembleMember(3, 7, 25), accumulation.Member);
        Assert.Equal(TimeSpan.FromHours(3), accumulation.Period!.Length);
    }

    [Fact]
    public void Pm10IsKnownByItsAerosolTypeAndSize()
    {
        // As ecCodes defines its short name pm10 (definitions/grib2/shortName.def).
        var field = FieldOf(MessageWriter.Pm10());

        Assert.Equal("pm10 [kg m-3]", field.Parameter.ToString());
        Assert.Equal(TimeSpan.FromHours(5), field.LeadTime);
        Assert.Equal(Level.Surface, field.Level.Type);
    }

    [Fact]
    public void AnUnknownParameterShowsItsNumbers()
    {
        var parameter = FieldOf(MessageWriter.Forecast(category: 191, number: 77)).Parameter;

        Assert.False(parameter.IsKnown);
        Assert.Equal("0-191-77", parameter.ToString());
    }

    [Fact]
    public void ALocalParameterIsItsCentresOwn()
    {
        // 0-1-193 is precipitation at ECMWF (98), categorical freezing rain at NCEP (7), unknown at the KMA (40).
        string ShortNameAt(int centre) =>
            FieldOf(MessageWriter.Forecast(category: 1, number: 193), MessageWriter.Identification().U16(6, centre)).Parameter.ShortName;

        Assert.Equal(["tp", "cfrzr", "0-1-193"], new[] { 98, 7, 40 }.Select(ShortNameAt));
    }

    [Fact]
    public void ALayerHasTwoSurfaces()
    {
        var level = FieldOf(MessageWriter.Forecast().U8(23, 106).U8(24, 2).U32(25, 7).U8(29, 106).U8(30, 2).U32(31, 28)).Level;

        Assert.Equal("depth below land 0.07-0.28 m", level.ToString());
    }

    [Fact]
    public void ASamplerGivesTheDecodedValuesWhateverThePacking()
    {
        var random = new Random(3);
        var present = Enumerable.Range(0, 5000).Select(_ => random.Next(3) > 0).ToArray();
        uint[] numbers = [.. present.Where(isPresent => isPresent).Select(_ => (uint)random.Next(1 << 13))];
        byte[][] messages =
        [
            MessageWriter.Field(5000, PackedValues.Simple(numbers, 13, reference: 5, binaryScale: -2), MessageWriter.Bitmap(present)),
            MessageWriter.Field(numbers.Length, PackedValues.Simple(numbers, 13)),
            MessageWriter.Field(numbers.Length, PackedValues.Ieee([.. numbers.Select(number => (double)number)], 64)),
            MessageWriter.Field(numbers.Length, new ComplexPackedValues { Order = 1 }.Pack([.. numbers.Select(number => (long)number)])),
        ];
        foreach (var message in messages)
        {
            using var stream = new MemoryStream(message);
            using var file = GribFile.Open(stream);
            var values = file.Fields[0].Decode();
            int[] all = [.. Enumerable.Range(0, values.Length)];
            var sampled = new double[values.Length];
            using var sampler = new PointSampler(file.Fields[0]);

            // One by one each point is read alone, all together from the whole section.
            Assert.Equal(values, all.Select(index => sampler[index]));
            sampler.Sample(all, sampled);
            Assert.Equal(values, sampled);
        }
    }

    [Fact]
    public void DecodingAllocatesTheResultAlone()
    {
        uint[] numbers = new uint[100_000];
        using var file = GribFile.Open(MessageWriter.Field(numbers.Length, PackedValues.Simple(numbers, 16)));
        _ = file.Fields[0].Decode();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var values = file.Fields[0].Decode();

        Assert.InRange(
            GC.GetAllocatedBytesForCurrentThread() - before,
            values.Length * sizeof(double),
            (values.Length * sizeof(double)) + 100);
    }

    [Fact]
    public void AFieldOfAnUnknownProductTemplateIsListedWithItsNumbersAndWithoutATime()
    {
        var field = FieldOf(MessageWriter.Forecast().U16(8, 20));

        Assert.Equal((20, "t", "product template 4.20"), (field.ProductTemplate, field.Parameter.ShortName, field.Derivation));
        Assert.Equal((null, null, null), ((object?)field.ValidTime, (object?)field.LeadTime, (object?)field.ForecastTime));
        Assert.Equal((Run, "no level"), (field.ReferenceTime, field.Level.ToString()));
        Assert.Equal([1, 2, 3], field.Decode());
    }

    [Fact]
    public void WhatIsDerivedFromAnEnsembleSaysSo()
    {
        // Templates 4.2 (octet 35: code table 4.7, 4 is the spread) and 4.6 (octet 35: the percentile).
        Assert.Equal("spread of the members", FieldOf(Longer(36).U16(8, 2).U8(35, 4)).Derivation);
        Assert.Equal("percentile 90", FieldOf(Longer(35).U16(8, 6).U8(35, 90)).Derivation);

        // Template 4.9: octet 37 is code table 4.9 (1: above the upper limit in octets 43-47, 1 × 10^-3), the period from octet 48 on.
        var probability = FieldOf(Longer(71).U16(8, 9).U8(37, 1).S8(43, 3).U32(44, 1)
            .U16(48, 2024).U8(50, 5).U8(51, 7).U8(55, 1).U8(60, 1).U8(61, 2).U8(62, 1).U32(63, 3).U8(67, 1));
        Assert.Equal(("probability above 0.001", TimeSpan.FromHours(3)), (probability.Derivation, probability.Period!.Length));
    }

    [Fact]
    public void AHindcastsMemberAndPeriodStandBehindItsModelVersion()
    {
        // Template 4.61: member in octets 35-37, model version in 38-44, end of the period from octet 45 on.
        var field = FieldOf(Longer(68).U16(8, 61).U8(35, 3).U8(36, 7).U8(37, 11).U16(38, 2023)
            .U16(45, 2024).U8(47, 5).U8(48, 7).U8(49, 3).U8(52, 1).U8(57, 1).U8(58, 2).U8(59, 1).U32(60, 6).U8(64, 1));

        Assert.Equal((7, TimeSpan.FromHours(6), TimeSpan.FromHours(9)), (field.Member!.Number, field.Period!.Length, field.LeadTime));
        Assert.Null(field.Derivation);
    }

    private static SectionWriter Longer(int length) => MessageWriter.Forecast().Append(new byte[length - 34]);

    private static GribField FieldOf(SectionWriter product, SectionWriter? identification = null) =>
        SingleField.Of(product, identification);
}
