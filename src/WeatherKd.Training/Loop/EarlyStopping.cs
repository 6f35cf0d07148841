namespace WeatherKd.Training.Loop;

/// <summary>
/// When a training ends. The epoch with the least validation score is kept; but only a gain that stands out from the validation's own
/// noise, the standard error of what its days gain, lets the training go on: a flat curve can fall by a hair for many epochs.
/// </summary>
/// <param name="BestEpoch">Epoch with the least score; 0 is before the first.</param>
/// <param name="BestScore">That score.</param>
/// <param name="GainEpoch">The last epoch that gained more than noise.</param>
/// <param name="GainDays">What each day of the validation part added to that epoch's score; empty before the first.</param>
internal sealed record EarlyStopping(int BestEpoch, double BestScore, int GainEpoch, IReadOnlyList<double> GainDays)
{
    /// <summary>Before the first epoch: any score is a gain.</summary>
    public static EarlyStopping None { get; } = new(0, double.PositiveInfinity, 0, []);

    /// <summary>What a student that is there before the first epoch has, a parent or the archive's: it is to be surpassed.</summary>
    public static EarlyStopping From(StudentScore score) => new(0, score.Normalised, 0, score.Daily);

    /// <summary>After a further epoch.</summary>
    public EarlyStopping After(int epoch, StudentScore score)
    {
        var gains = StandsOut(GainDays, score.Daily);
        var isBest = score.Normalised < BestScore;
        return new EarlyStopping(
            isBest ? epoch : BestEpoch,
            isBest ? score.Normalised : BestScore,
            gains ? epoch : GainEpoch,
            gains ? score.Daily : GainDays);
    }

    /// <summary>Whether so many epochs have gone by without a gain.</summary>
    public bool IsOver(int epoch, int patience) => epoch - GainEpoch >= patience;

    private static bool StandsOut(IReadOnlyList<double> before, IReadOnlyList<double> now)
    {
        if (before.Count != now.Count || before.Count < 2)
        {
            return before.Sum() > now.Sum() || before.Count != now.Count;
        }

        var gains = before.Zip(now, (b, n) => b - n).ToList();
        var mean = gains.Average();
        return mean > Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Count - 1) / gains.Count);
    }
}
