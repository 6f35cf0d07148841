using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Api.Stations;

/// <summary>
/// <c>GET /api/v1/stations/{id}/observations</c>: what a station observed during the last hours or in a period, in the same columns as a
/// forecast.
/// </summary>
internal sealed class ObservationsEndpoint(StationCatalogue catalogue, RecentStore recent, ObservedHours observed, VariableTable variables)
{
    private readonly IReadOnlyList<ServedVariable> _served = ServedVariable.All(variables);

    public async Task<IResult> GetAsync(HttpContext context)
    {
        var query = ObservationQuery.Read(context.Request.Query, _served);
        var id = (string)context.Request.RouteValues["id"]!;
        var station = (await catalogue.ReadAsync([id], context.RequestAborted)).Find(id)
            ?? throw new UnknownStationException(StationEndpoints.IdOrRefusal(id));
        var newest = (await recent.ViewAsync([id], context.RequestAborted)).Observations(id)?.NewestHour();
        var zone = query.TimeZone.Of(station);
        var span = query.Span(newest, zone);
        var values = span is { } s ? await observed.ReadAsync(id, s.First, s.Last, context.RequestAborted) : null;
        List<DateTimeOffset> times = span is { } hours
            ? [.. hours.First.Through(hours.Last).Select(hour => hour.ToTime())]
            : [];
        IReadOnlyList<double?> Of(string name) => Values(name, values, times);
        var columns = _served.Where(v => query.Variables?.Contains(v.Name) ?? values?.Variables.IndexOf(v.Name) >= 0)
            .Select(v => new HourlyColumn(v.Name, query.Units.Of(v.Unit), Of(v.Name), Reason: null))
            .Where(c => query.Variables is not null || c.Raw.Any(x => x is not null)).ToList();
        if (query.Format == "csv")
        {
            return new Answer(ToCsv(station, times, zone, columns), CsvText.ContentType);
        }

        var daily = query.Daily is { } wishes ? DailyTable.Of(wishes, times, zone, Of, query.Units) : null;
        return Answer.Json(Describe(station, newest, times, zone, columns, daily));
    }

    private static IReadOnlyList<double?> Values(string name, HourlyObservations? values, List<DateTimeOffset> times)
    {
        double? At(string part, Hour hour) =>
            values?.Variables.IndexOf(part) is { } column and >= 0 && values[hour, column] is var x && !float.IsNaN(x) ? x : null;
        return [.. times.Select(Hour.Floor).Select(hour => name == ServedVariable.WeatherCode
            ? WeatherCode.Of(
                At(VariableNames.Precipitation, hour),
                At(VariableNames.CloudCover, hour),
                At(VariableNames.Temperature, hour))
            : At(name, hour))];
    }

    private static byte[] ToCsv(Station station, List<DateTimeOffset> times, TimeZoneInfo? zone, List<HourlyColumn> columns)
    {
        var text = new CsvText().Field("station").Field("time");
        columns.ForEach(c => text.Head(c.Name, c.Unit.Name));
        text.EndRow();
        for (var hour = 0; hour < times.Count; hour++)
        {
            text.Field(station.Id).Field(TimeLabel.Of(times[hour], zone));
            columns.ForEach(c => text.Field(c[hour]));
            text.EndRow();
        }

        return text.ToBytes();
    }

    private static Dictionary<string, object?> Describe(
        Station station, Hour? newest, List<DateTimeOffset> times, TimeZoneInfo? zone, List<HourlyColumn> columns, DailyTable? daily)
    {
        var units = new Dictionary<string, string>(StringComparer.Ordinal) { ["time"] = "iso8601" };
        var hourly = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["time"] = times.Select(t => TimeLabel.Of(t, zone)).ToList(),
        };
        foreach (var column in columns)
        {
            units[column.Name] = column.Unit.Name;
            hourly[column.Name] = Enumerable.Range(0, times.Count).Select(hour => column[hour]).ToList();
        }

        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["station"] = station.Id,
            ["last_observation"] = newest?.ToTime(),
            ["timezone"] = zone?.Id ?? "UTC",
            ["hourly_units"] = units,
            ["hourly"] = hourly,
        };
        if (daily is not null)
        {
            answer["daily_units"] = daily.ToUnits();
            answer["daily"] = daily.ToColumns();
        }

        return answer;
    }
}
