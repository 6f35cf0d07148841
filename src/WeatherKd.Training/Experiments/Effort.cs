using System.Globalization;

namespace WeatherKd.Training.Experiments;

/// <summary>What it takes to reach a score: medians over the seeds.</summary>
/// <param name="Epochs">Windows seen, in epochs; infinite where it is not reached.</param>
/// <param name="Seconds">Wall time in training steps, in s.</param>
/// <param name="Ratio">Windows seen, as a multiple of what the standalone student needed.</param>
internal sealed record Effort(double Epochs, double Seconds, double Ratio)
{
    /// <summary>Least and most <see cref="Epochs"/> over the seeds; null of one seed.</summary>
    public Spread? EpochsOfSeeds { get; init; }

    /// <summary>Least and most <see cref="Ratio"/> over the seeds; null of one seed.</summary>
    public Spread? RatioOfSeeds { get; init; }

    /// <summary>Sums up seeds.</summary>
    public static Effort Of(IReadOnlyList<Effort> seeds) => new(
        VariantSummary.Median(seeds.Select(s => s.Epochs)),
        VariantSummary.Median(seeds.Select(s => s.Seconds)),
        VariantSummary.Median(seeds.Select(s => s.Ratio)))
    {
        EpochsOfSeeds = Spread.Of([.. seeds.Select(s => s.Epochs)]),
        RatioOfSeeds = Spread.Of([.. seeds.Select(s => s.Ratio)]),
    };

    /// <summary>As a cell of a table, such as <c>6 (55 s, ×0.075; 5 to 8, ×0.063 to ×0.1)</c>.</summary>
    public string ToCell()
    {
        if (double.IsNaN(Epochs))
        {
            return "–";
        }

        if (double.IsInfinity(Epochs))
        {
            return EpochsOfSeeds is { Least: < double.PositiveInfinity } best ? $"not reached ({Text(best.Least)} at best)" : "not reached";
        }

        var spread = EpochsOfSeeds is { } epochs ? $"; {Text(epochs.Least)} to {Text(epochs.Most)}" : "";
        if (RatioOfSeeds is { } ratios && ratios.Least < ratios.Most)
        {
            spread += $", {Multiple(ratios.Least)} to {Multiple(ratios.Most)}";
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Text(Epochs)} ({Seconds:0} s, {Multiple(Ratio)}{spread})");
    }

    private static string Text(double epochs) =>
        double.IsInfinity(epochs) ? "never" : epochs.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Infinite where the standalone student needed nothing, or this one never reached it.</summary>
    private static string Multiple(double ratio) =>
        double.IsInfinity(ratio) ? "×∞" : string.Create(CultureInfo.InvariantCulture, $"×{ratio:0.###}");
}

/// <summary>Least and most of a figure over seeds.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal sealed record Spread(double Least, double Most)
{
    /// <summary>Of one figure a seed; null where there is but one.</summary>
    public static Spread? Of(IReadOnlyList<double> seeds) => seeds.Count > 1 ? new Spread(seeds.Min(), seeds.Max()) : null;
}
