using WeatherKd.Grib.Tests.Ccsds;
using WeatherKd.Grib.Tests.Edition1;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>Small messages of each packing, written by the tests.</summary>
internal static class OwnMessages
{
    /// <summary>The message of a kind: the name of a packing, after <c>edition 1</c> where it is one of edition 1.</summary>
    public static byte[] Of(string kind)
    {
        var random = new Random(1);
        var numbers = Enumerable.Range(0, 200).Select(i => (long)(1000 + (300 * Math.Sin(i / 9.0)) + random.Next(20))).ToArray();
        uint[] unsigned = [.. numbers.Select(number => (uint)number)];
        switch (kind)
        {
            case "simple":
                return MessageWriter.Field(200, PackedValues.Simple(unsigned, 11));
            case "complex":
                return MessageWriter.Field(200, new ComplexPackedValues().Pack(numbers));
            case "spatial differencing":
                return MessageWriter.Field(200, new ComplexPackedValues { Order = 2, MissingManagement = 1 }.Pack(numbers));
            case "ieee":
                return MessageWriter.Field(200, PackedValues.Ieee([.. numbers.Select(number => (double)number)], 32));
            case "png":
                return MessageWriter.Field(200, PackedValues.Png(PngWriter.Write(unsigned, 20, 16, row => row % 5), 200, 16));
            case "ccsds":
                var parameters = new Grib.Ccsds.CcsdsParameters(11, 16, 8, 14);
                var blocks = new CcsdsEncoder(parameters).Encode(numbers, BlockOption.Split0 + 4);
                return MessageWriter.Field(200, PackedValues.Ccsds(blocks, 200, 11, 14, 16, 8));
            case "edition 1 simple":
                return Edition1Writer.Message(
                    Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(20, 10), Edition1Writer.Simple(unsigned, 11));
            case "edition 1 with a bitmap":
                return Edition1PackingTests.SecondOrder("general", [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0)]);
            case var _ when kind.StartsWith("edition 1 ", StringComparison.Ordinal):
                return Edition1PackingTests.SecondOrder(kind["edition 1 ".Length..]);
            default:
                var packed = PackedValues.Simple(unsigned[..100], 11);
                var bitmap = MessageWriter.Bitmap([.. Enumerable.Range(0, 200).Select(i => i % 2 == 0)]);
                return MessageWriter.Message(
                    MessageWriter.Identification(),
                    MessageWriter.LatitudeLongitude(20, 10),
                    MessageWriter.Forecast(),
                    packed.Section5,
                    bitmap,
                    packed.Section7, MessageWriter.Accumulation(), packed.Section5, MessageWriter.SameBitmap(), packed.Section7);
        }
    }
}
