namespace WeatherKd.Verification;

/// <summary>What the distances of a forecast's quantiles from its median are multiplied by.</summary>
/// <param name="Below">Of the quantiles below the median.</param>
/// <param name="Above">Of those above it.</param>
public sealed record IntervalFactors(double Below, double Above)
{
    /// <summary>Leaves quantiles as they are.</summary>
    public static IntervalFactors None { get; } = new(1, 1);

    /// <summary>Widens or narrows quantiles in place; they still do not cross.</summary>
    /// <param name="quantiles">Ascending, the median in their middle.</param>
    public void Apply(Span<float> quantiles)
    {
        var middle = quantiles.Length / 2;
        for (var i = 0; i < quantiles.Length; i++)
        {
            quantiles[i] = (float)(quantiles[middle] + ((i < middle ? Below : Above) * (quantiles[i] - quantiles[middle])));
        }
    }
}
