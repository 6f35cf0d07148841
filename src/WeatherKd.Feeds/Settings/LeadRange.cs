namespace WeatherKd.Feeds.Settings;

/// <summary>Lead times that a feed of a numerical model asks for.</summary>
/// <param name="First">First lead, in h. Range 0–1440.</param>
/// <param name="Last">Last lead, in h. Range <paramref name="First"/>–1440.</param>
/// <param name="Step">Hours between leads. Range 1–24.</param>
public sealed record LeadRange(int First, int Last, int Step)
{
    /// <summary>The leads, ascending.</summary>
    public IEnumerable<int> Hours()
    {
        for (var lead = First; lead <= Last; lead += Step)
        {
            yield return lead;
        }
    }
}
