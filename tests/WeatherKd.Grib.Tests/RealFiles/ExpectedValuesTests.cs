using System.Globalization;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.RealFiles;

/// <summary>Real files of eight centres; expected numbers from ecCodes 2.28 (<c>grib2-expected.tsv</c>).</summary>
public sealed class ExpectedValuesTests
{
    private const string EndsEarlier = "ds.maxt.bin";

    /// <summary>Run length packing, which ecCodes cannot read either.</summary>
    private const int RunLengthTemplate = 200;

    [Fact]
    public void EveryHeaderSaysWhatEcCodesReads()
    {
        foreach (var group in ExpectedMessage.ReadAll().GroupBy(message => message.File, StringComparer.Ordinal))
        {
            using var file = GribFile.Open(RealDataFolder.Require("grib2", group.Key));
            foreach (var expected in group)
            {
                var field = FieldOf(file, expected);
                var context = $"{expected.File} message {expected.Message}: {field}";

                Assert.True(expected.ReferenceTime == field.ReferenceTime!.Value.AddSeconds(-field.ReferenceTime.Value.Second), context);
                // ecCodes reckons the end from the forecast time on; NDFD gives the end as the forecast time (see the test below).
                Assert.True(expected.File == EndsEarlier || expected.StepHours == field.LeadTime!.Value.TotalHours, context);
                // Edition 1 has neither categories nor templates.
                Assert.True(expected.Edition == field.Edition, context);
                Assert.True(
                    expected.Edition == 1 || expected.CategoryAndNumber == $"{field.Parameter.Category}/{field.Parameter.Number}",
                    context);
                Assert.True(expected.GridTemplate == field.Grid.Template && expected.GridType == field.Grid.Name, context);
                Assert.True((expected.Columns, expected.Rows) == (field.Grid.Columns, field.Grid.Rows), context);
                Assert.True(expected.Edition == 1 || expected.PackingTemplate == field.Packing.Template, context);
                Assert.True(expected.PackingType == field.Packing.Name || !field.Packing.IsSupported, context);
                Assert.True(expected.HasBitmap == field.HasBitmap, context);
            }
        }
    }

    [Fact]
    public void EveryFieldHasEcCodesCountsExtremesMeanAndEnds()
    {
        foreach (var group in ExpectedMessage.ReadAll().GroupBy(message => message.File, StringComparer.Ordinal))
        {
            using var file = GribFile.Open(RealDataFolder.Require("grib2", group.Key));
            foreach (var expected in group.Where(message => message.PackingTemplate != RunLengthTemplate))
            {
                var field = FieldOf(file, expected);
                var values = field.Decode();
                var present = values.Where(value => !double.IsNaN(value)).ToArray();
                var context = string.Create(CultureInfo.InvariantCulture, $"{expected.File} message {expected.Message}: {field}");

                Assert.True(expected.Values is null || expected.Values == values.Length, context);
                Assert.True(expected.Missing is null || expected.Missing == values.Length - present.Length, context);
                AssertClose(expected.Minimum, present.Min(), context);
                AssertClose(expected.Maximum, present.Max(), context);
                // A sum of a million values depends on its order.
                Assert.True(expected.Mean is not { } mean || Math.Abs(mean - present.Average()) <= 1e-9 * Math.Abs(mean), context);
                AssertClose(expected.First, values[0], context);
                AssertClose(expected.Last, values[^1], context);
            }
        }
    }

    [Fact]
    public void AFieldInAPackingNobodyReadsIsListedAndSaysWhyItCannotBeDecoded()
    {
        using var file = GribFile.Open(
            RealDataFolder.Require("grib2", "Z__C_RJTD_20160822020000_NOWC_GPV_Ggis10km_Pphw10_FH0000-0100_grib2.bin"));
        var field = file.Fields[0];

        var error = Assert.Throws<GribFormatException>(field.Decode);

        Assert.Contains("unsupported packing: data representation template 5.200", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.MessageNumber);
        Assert.InRange(error.ByteOffset, field.Message.Offset, field.Message.End);
    }

    [Fact]
    public void AMaximumOverAPeriodHoldsAtThePeriodsEnd()
    {
        using var file = GribFile.Open(RealDataFolder.Require("grib2", EndsEarlier));

        // The daytime maximum of the west of the USA, 7 a.m. to 7 p.m. Mountain time, ends at 00:00 as octets 35 to 41 say: the run is of
        // 22:00, its forecast time of 2 h the period's end.
        var field = file.Fields[0];
        Assert.Equal(StatisticalProcess.Maximum, field.Period!.Process);
        Assert.Equal(TimeSpan.FromHours(2), field.ForecastTime);
        Assert.Equal(TimeSpan.FromHours(12), field.Period.Length);
        Assert.Equal(new DateTimeOffset(2011, 9, 30, 0, 0, 0, TimeSpan.Zero), field.ValidTime);
    }

    /// <summary>The list has the first field of each message.</summary>
    private static GribField FieldOf(GribFile file, ExpectedMessage expected) =>
        file.Fields.Single(field => field.MessageNumber == expected.Message && field.NumberInMessage == 1);

    private static void AssertClose(double? expected, double actual, string context)
    {
        if (expected is { } number)
        {
            var tolerance = 1e-12 * Math.Max(1e-6, Math.Abs(number));
            Assert.True(
                double.IsNaN(number) ? double.IsNaN(actual) : Math.Abs(number - actual) <= tolerance,
                $"{context}: {number} ≠ {actual}");
        }
    }
}
