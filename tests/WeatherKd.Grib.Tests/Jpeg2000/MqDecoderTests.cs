using WeatherKd.Grib.Jpeg2000;

namespace WeatherKd.Grib.Tests.Jpeg2000;

public sealed unsafe class MqDecoderTests
{
    [Fact]
    public void TheTestSequenceOfTheStandardIsDecoded()
    {
        // ITU-T T.88, annex H.2: 256 decisions in one context, for the arithmetic decoder that T.800 shares.
        var coded = Convert.FromHexString("84C73BFCE1A1430402200000410DBB86F4317FFF88FF37471ADB6ADFFFAC");
        const string expected = "00020051000000C00352872AAAAAAAAA82C02000FCD79EF6BF7FED904F46A3BF";
        var decoded = new byte[expected.Length / 2];
        byte[] padded = [0, .. coded, .. new byte[MqDecoder.Padding]];
        var length = MqDecoder.Unstuff(padded) - 1;
        fixed (byte* codeword = padded)
        {
            var context = MqDecoder.Context(0);
            MqDecoder.Start(codeword + 1, length, out var a, out var c, out var input);
            for (var bit = 0; bit < 8 * decoded.Length; bit++)
            {
                decoded[bit / 8] |= (byte)(MqDecoder.Decode(ref a, ref c, ref input, ref context) << (7 - (bit % 8)));
            }
        }

        Assert.Equal(expected, Convert.ToHexString(decoded));
    }
}
