using WeatherKd.Grib.Jpeg2000;

namespace WeatherKd.Grib.Tests.Jpeg2000;

/// <summary>Larger images and random combinations of options, coded and decoded by OpenJPEG where its tools are installed.</summary>
public sealed class OpenJpegComparisonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-n 1")]
    [InlineData("-b 1024,4")]
    [InlineData("-b 4,1024")]
    [InlineData("-r 20")]
    [InlineData("-I")]
    [InlineData("-I -r 20")]
    [InlineData("-I -t 64,64 -d 3,5")]
    [InlineData("-t 64,64 -TP L -p RPCL -r 5,1")]
    public async Task AnImageDecodesAsOpenJpegDecodesIt(string options) =>
        await AssertSameAsync(new FormulaImage(210, 170, 14, IsSigned: false), options);

    [Theory]
    [InlineData(9, false)]
    [InlineData(16, false)]
    [InlineData(16, true)]
    [InlineData(20, false)]
    [InlineData(26, false)]
    public async Task EveryDepthDecodesAsOpenJpegDecodesIt(int bits, bool isSigned) =>
        await AssertSameAsync(new FormulaImage(61, 47, bits, isSigned), "");

    [Fact]
    public async Task AnyCombinationOfOptionsDecodesAsOpenJpegDecodesIt()
    {
        var random = new Random(20240513);
        for (var trial = 0; trial < 60; trial++)
        {
            string Any(params string[] choices) => choices[random.Next(choices.Length)];
            var options = string.Join(
                ' ',
                Any("-p LRCP", "-p RLCP", "-p RPCL", "-p PCRL", "-p CPRL"),
                Any("", "-c [64,64],[32,32]", "-c [16,32],[32,16]"),
                Any("", "-b 16,16", "-b 64,8", "-b 8,8"),
                $"-M {random.Next(64)}",
                $"-n {random.Next(1, 5)}",
                Any("", "-r 10,3,1", "-r 2,1"),
                Any("", "-t 50,37", "-t 64,64 -d 9,2 -T 4,1"),
                Any("", "-SOP", "-EPH", "-SOP -EPH"),
                Any("", "-I"));

            await AssertSameAsync(
                new FormulaImage(random.Next(40, 130), random.Next(40, 130), random.Next(10, 17), random.Next(4) == 0),
                options);
        }
    }

    private static async Task AssertSameAsync(FormulaImage image, string options)
    {
        OpenJpegTools.Require();
        var (codestream, expected) = await OpenJpegTools.CodeAsync(image, options);
        var decoded = new int[expected.Length];

        Jpeg2000Codestream.Decode(codestream, decoded.Length, decoded);

        if (options.Contains("-I", StringComparison.Ordinal))
        {
            // Real numbers round differently, OpenJPEG's the further from the image the deeper it is.
            Assert.InRange(LargestError(image, decoded), 0, LargestError(image, expected) + 1);
            return;
        }

        Assert.True(expected.SequenceEqual(decoded), $"{image} coded with '{options}' differs from OpenJPEG's result");
    }

    private static int LargestError(FormulaImage image, int[] samples) =>
        samples.Zip(image.Samples).Max(pair => Math.Abs(pair.First - pair.Second));
}
