using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.NumericalModels.Intervals;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>
/// Amounts that count from the start of their run, by an attribute alone, held to what they say. cfgrib writes <c>accum</c> for amounts of
/// an hour (ERA5) and of buckets (GFS) too, and leaves out since when they are; a total since the start never falls.
/// </summary>
internal sealed class CfTotals(CfPeriods periods, CfPlaces places)
{
    /// <summary>A damaged value costs itself and not its variable: so small a share of falls among all changes is let through.</summary>
    private const double MostFalls = 0.05;

    /// <summary>Why the amounts of a variable are none since the start of the run; null where they can be.</summary>
    /// <param name="source">The variable.</param>
    /// <param name="moments">Its moments.</param>
    public string? WhyNot(CfSource source, IReadOnlyList<CfMoment> moments)
    {
        if (!source.Variable.OverHour || !source.Units.IsAmount)
        {
            return null;
        }

        var (rises, falls) = (0, 0);
        foreach (var run in moments.Where(m => periods.CountsFromTheStart(source.Source, m)).GroupBy(m => m.Run))
        {
            double[]? earlier = null;
            foreach (var moment in run.OrderBy(m => m.LeadHours))
            {
                if (Read(source, moment) is not { } later)
                {
                    return null;
                }

                for (var place = 0; place < later.Length && earlier is not null; place++)
                {
                    var change = later[place] - earlier[place];
                    if (!HourRecipe.IsRounding(Math.Abs(change), earlier[place], source.Variable.Minimum, source.Variable.Maximum))
                    {
                        rises += change > 0 ? 1 : 0;
                        falls += change < 0 ? 1 : 0;
                    }
                }

                earlier = later;
            }
        }

        return falls > MostFalls * (rises + falls)
            ? "its amounts fall from lead to lead and are none since the start of the run: "
                + "since when they count this file does not say, but the GRIB file that it was made from does"
            : null;
    }

    /// <summary>The values at the stations; null where they cannot be read, which is reported when they are needed.</summary>
    private double[]? Read(CfSource source, CfMoment moment)
    {
        try
        {
            return source.Units.Apply(places.Read(source.Source, moment.Indices, nearestOnly: false));
        }
        catch (NetCdfFormatException)
        {
            return null;
        }
    }
}
