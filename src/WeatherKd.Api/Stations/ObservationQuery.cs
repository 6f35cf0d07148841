using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Units;
using WeatherKd.Recent;
using WeatherKd.Series;

namespace WeatherKd.Api.Stations;

/// <summary>What a request for observations asks for. Immutable.</summary>
internal sealed record ObservationQuery
{
    /// <summary>Most days in one request.</summary>
    public const int MostDays = 366;

    /// <summary>Hours up to the newest observation; null where a period is given.</summary>
    public int? Hours { get; private init; }

    /// <summary>First day of the period; null where there is none.</summary>
    public DateOnly? Start { get; private init; }

    /// <summary>Last day of the period, inclusive.</summary>
    public DateOnly? End { get; private init; }

    /// <summary>Variables wanted; null for all that were observed.</summary>
    public IReadOnlyList<string>? Variables { get; private init; }

    /// <summary>What is wanted of days; null for nothing.</summary>
    public IReadOnlyList<DailyWish>? Daily { get; private init; }

    /// <summary>Units of the answer.</summary>
    public UnitChoice Units { get; private init; } = new();

    /// <summary>Zone of the time labels and of the days.</summary>
    public TimeZoneChoice TimeZone { get; private init; } = new(false, null);

    /// <summary><c>json</c> or <c>csv</c>.</summary>
    public string Format { get; private init; } = "json";

    /// <summary>Reads a query string.</summary>
    /// <exception cref="BadParameterException">Something in it is not usable.</exception>
    public static ObservationQuery Read(IQueryCollection query, IReadOnlyList<ServedVariable> variables)
    {
        var reader = new QueryReader(query);
        var read = new ObservationQuery
        {
            Hours = reader.Integer("hours", 1, RecentSnapshot.Hours),
            Start = reader.Date("start_date"),
            End = reader.Date("end_date"),
            Variables = ServedVariable.ReadNames(reader, variables),
            Daily = DailyWish.Read(reader, variables),
            Units = UnitChoice.Read(reader),
            TimeZone = TimeZoneChoice.Read(reader),
            Format = reader.Choice("format", "json", "csv") ?? "json",
        };
        reader.RefuseOthers();
        return read switch
        {
            { Hours: not null, Start: not null } => throw BadParameterException.Both("hours", "start_date"),
            { Start: null, End: not null } => throw BadParameterException.Missing("start_date", "start_date and end_date together"),
            { Start: not null, End: null } => throw BadParameterException.Missing("end_date", "start_date and end_date together"),
            { Start: { } start, End: { } end } when end < start
                || end.DayNumber - start.DayNumber >= MostDays => throw new BadParameterException(
                "end_date", end.ToString("yyyy-MM-dd"), $"a date from start_date on, {MostDays} days in all at most"),
            { Format: "csv", Daily: not null } => throw BadParameterException.Both("daily", "format=csv, a table of hours"),
            _ => read,
        };
    }

    /// <summary>The hours that it means; null where there are none because nothing was observed.</summary>
    /// <param name="newest">Hour of the newest observation; null where there is none.</param>
    /// <param name="zone">Zone of the days.</param>
    public (Hour First, Hour Last)? Span(Hour? newest, TimeZoneInfo? zone) => (Start, newest) switch
    {
        ({ } start, _) => (TimeLabel.FirstHour(start, zone), TimeLabel.FirstHour(End!.Value.AddDays(1), zone) - 1),
        (null, { } hour) => (hour - (Hours ?? RecentSnapshot.Hours) + 1, hour),
        _ => null,
    };
}
