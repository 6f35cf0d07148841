using System.Globalization;
using WeatherKd.Local.Terminal;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary>
/// Fields of a GRIB file as lines of text, written one by one: a file of a gigabyte may hold a hundred thousand, and a table that is laid
/// out as a whole takes longer than reading them.
/// </summary>
internal sealed class GribTable(TextWriter output, bool isCut, params (string Title, int Width)[] columns)
{
    /// <summary>The titles.</summary>
    public void WriteHead() => WriteRow([.. columns.Select(column => column.Title)]);

    /// <summary>One line; a cell that is wider than its column is cut, or moves the others on where cells are not cut.</summary>
    public void WriteRow(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = isCut && columns[i].Width > 0 ? TableConsole.Cut(cells[i], columns[i].Width) : cells[i];
            output.Write(cell);
            if (i < cells.Length - 1)
            {
                for (var width = cell.Length; width < columns[i].Width; width++)
                {
                    output.Write(' ');
                }

                output.Write("  ");
            }
        }

        output.Write('\n');
    }

    /// <summary>
    /// What the values are: the statistic over the period and what they are instead of the quantity itself, such as <c>maximum, percentile
    /// 90</c>.
    /// </summary>
    public static string What(GribFieldListing field)
    {
        string?[] parts =
        [
            field.Statistic is { } statistic ? statistic.ToString().ToLowerInvariant() : null,
            field.Derivation,
            field.Member is { } member ? $"member {member.ToString(CultureInfo.InvariantCulture)}" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    /// <summary>Lead time in hours, or the period's start and end; a question mark for what the message does not say.</summary>
    public static string Lead(GribFieldListing field)
    {
        static string Hours(double hours) => hours.ToString("0.##", CultureInfo.InvariantCulture);
        return (field.LeadHours, field.PeriodHours) switch
        {
            ({ } lead, { } period) => $"{Hours(lead - period)}–{Hours(lead)}",
            ({ } lead, null) => Hours(lead),
            _ => "?",
        };
    }

    /// <summary>A time in UTC; a question mark where the message does not say it.</summary>
    public static string Time(DateTimeOffset? time) => time is { } known ? UtcTime.Format(known) : "?";
}
