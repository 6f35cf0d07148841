using WeatherKd.Grib.Jpeg2000;

namespace WeatherKd.Grib.Tests.Jpeg2000;

public sealed class Jpeg2000FuzzTests
{
    private const long MostMemory = 4 << 20;

    // A sample is decoded in at most 3 × 31 passes, and in one inverse transform; a packet or a block costs less than one pass of a sample.
    private const int StepsPerSample = 100;
    private const int StepsPerByte = 100;

    [Theory]
    [InlineData(20240512, 4000)]
    public void DamagedCodestreamsEndWithSamplesOrAnErrorInBoundedWorkAndMemory(int seed, int trials)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var stream = OpenJpegStream.All[trial % OpenJpegStream.All.Count];
            var damaged = Damage(stream.Codestream, random);
            var samples = new int[stream.Image.Width * stream.Image.Height];
            var memory = GC.GetAllocatedBytesForCurrentThread();
            var work = WorkMeter.Start();
            try
            {
                Jpeg2000Codestream.Decode(damaged, samples.Length, samples);
            }
            catch (GribFormatException)
            {
                refused++;
            }

            Assert.InRange(work.Steps, 0, (StepsPerSample * samples.Length) + (StepsPerByte * damaged.Length));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0, MostMemory);
        }

        Assert.InRange(refused, trials / 10, trials - 1);
    }

    private static byte[] Damage(byte[] codestream, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            // Half of them in the headers, which are short.
            var reach = random.Next(2) == 0 ? Math.Min(160, codestream.Length) : codestream.Length;
            codestream[random.Next(reach)] = random.Next(3) switch
            {
                0 => 0xFF,
                1 => (byte)(1 << random.Next(8)),
                _ => (byte)random.Next(256),
            };
        }

        return random.Next(8) == 0 ? codestream[..random.Next(codestream.Length)] : codestream;
    }
}
