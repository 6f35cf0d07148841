using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd grib ls|get</c>: looks into GRIB files.</summary>
internal static class GribCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("grib", "Look into GRIB files.") { CreateList(), CreateGet() };

    private static Command CreateList()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "GRIB file, plain, gzip or zip." };
        var json = CommandRunner.JsonOption();
        var command = new Command("ls", "List the fields of a file.") { file, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var listing = await GribListing.ReadAsync(Open(parsed.GetValue(file)!), cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(listing);
                return 0;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumns("message", "parameter", "level", "run", "lead h", "valid", "grid", "packing");
            foreach (var f in listing.Fields)
            {
                table.AddRow([.. new[]
                {
                    f.Field > 1 ? $"{f.Message}.{f.Field}" : $"{f.Message}", Parameter(f), f.Level, Time(f.RunTime),
                    Lead(f), Time(f.ValidTime), f.Grid, f.Packing,
                }.Select(Markup.Escape)]);
            }

            WideConsole.Create(Console.Out).Write(table);
            foreach (var problem in listing.Problems)
            {
                await Console.Error.WriteLineAsync($"Message {problem.Message} at byte {problem.ByteOffset}: {problem.Reason}");
            }

            return 0;
        });
        return command;
    }

    private static Command CreateGet()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "GRIB file, plain, gzip or zip." };
        var latitude = new Option<double>("--lat") { Description = "Degrees north.", Required = true };
        var longitude = new Option<double>("--lon") { Description = "Degrees east.", Required = true };
        var parameter = new Option<string?>("--param") { Description = "Short name of a parameter; all without it." };
        var json = CommandRunner.JsonOption();
        var command = new Command("get", "Read the values of a file at a place.") { file, latitude, longitude, parameter, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var readings = await GribPointReading.ReadAsync(
                Open(parsed.GetValue(file)!), parsed.GetValue(latitude), parsed.GetValue(longitude), parsed.GetValue(parameter), cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(readings);
                return 0;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumns("parameter", "level", "lead h", "valid", "value", "unit");
            foreach (var r in readings)
            {
                table.AddRow([.. new[]
                {
                    r.Field.Member is { } member ? $"{r.Field.Parameter}, member {member}" : r.Field.Parameter, r.Field.Level, Lead(r.Field), Time(r.Field.ValidTime), r.Value?.ToString("G7", CultureInfo.InvariantCulture) ?? r.Reason ?? string.Empty, r.Field.Unit,
                }.Select(Markup.Escape)]);
            }

            WideConsole.Create(Console.Out).Write(table);
            return 0;
        });
        return command;
    }

    /// <summary>With the ensemble member and what the values are instead of the quantity itself, where they are.</summary>
    private static string Parameter(GribFieldListing field) =>
        $"{field.Parameter} ({field.ParameterName}{(field.Unit.Length > 0 ? ", " : "")}{field.Unit})"
        + (field.Member is { } member ? $", member {member}" : "")
        + (field.Derivation is { } derivation ? $", {derivation}" : "");

    /// <summary>Lead time, or the period's start and end.</summary>
    private static string Lead(GribFieldListing field)
    {
        static string Hours(double hours) => hours.ToString("0.##", CultureInfo.InvariantCulture);
        return (field.LeadHours, field.PeriodHours) switch
        {
            ({ } lead, { } period) => $"{Hours(lead - period)}–{Hours(lead)}",
            ({ } lead, null) => Hours(lead),
            _ => "?",
        };
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? UtcTime.Format(known) : "?";

    private static InputFile Open(FileInfo file) => file.Exists
        ? new InputFile(file.FullName, file.Name)
        : throw new FileNotFoundException($"{file} does not exist.");
}
