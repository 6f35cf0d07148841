using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Tests;

public sealed class TrainingCheckpointTests
{
    private static readonly TrainingCheckpoint Checkpoint = new()
    {
        Progress = new TrainingCheckpoint.Header("key", ["129"], 3, 40, 1, 0, 2, 0.5, null, 1),
        Trainer = new Dictionary<string, float[]> { ["weight"] = [1, 2, 3], ["moment"] = [0.5f] },
        Best = new Dictionary<string, float[]> { ["weight"] = [1, 2, 2] },
    };

    [Fact]
    public void ItIsReadAsItWasWritten()
    {
        var read = TrainingCheckpoint.FromBytes(Checkpoint.ToBytes());

        Assert.Equivalent(Checkpoint, read, strict: true);
    }

    /// <summary>Whatever a disk or a network has made of it, it is refused in a sentence; no number in it takes the memory away.</summary>
    [Fact]
    public void OneThatIsCutOffOrSpoiledIsRefused()
    {
        var whole = Checkpoint.ToBytes();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => TrainingCheckpoint.FromBytes(whole[..length]));
        }

        for (var at = 0; at < whole.Length; at++)
        {
            byte[] spoiled = [.. whole];
            spoiled[at] ^= 0xff;
            try
            {
                _ = TrainingCheckpoint.FromBytes(spoiled);
            }
            catch (InvalidDataException)
            {
                // The one error that is allowed; where a value is another there is none.
            }
        }
    }
}
