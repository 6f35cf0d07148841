using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Stations;
using WeatherKd.Forecasting;
using WeatherKd.Retraining;
using WeatherKd.Settings;
using WeatherKd.Students;

namespace WeatherKd.Api;

/// <summary>
/// Stands around every handler: whatever goes wrong in it becomes a problem answer. What is the caller's to know is said; the rest is in
/// the log under the trace id.
/// </summary>
internal static class Guard
{
    private const int LongestQuery = 8000;
    private static readonly TimeSpan NoChampionRetry = TimeSpan.FromSeconds(30);

    /// <summary>The handler with the guard around it.</summary>
    public static Func<HttpContext, Task<IResult>> Around(Func<HttpContext, Task<IResult>> handler) => async context =>
    {
        if (context.Request.QueryString.Value is { Length: > LongestQuery } query)
        {
            return new Problem(
                StatusCodes.Status414UriTooLong,
                "query-too-long",
                "Query too long",
                $"The query has {query.Length} characters; allowed: {LongestQuery}. Ask in parts.");
        }

        try
        {
            return await handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e)
        {
            return await ToProblemAsync(e, context);
        }
    };

    private static async Task<IResult> ToProblemAsync(Exception error, HttpContext context) => error switch
    {
        BadParameterException e => new Problem(StatusCodes.Status400BadRequest, "bad-parameter", "Parameter not usable", e.Message)
        {
            More = [("parameter", e.Parameter), ("given", e.Given), ("allowed", e.Allowed)],
        },
        UnknownStationException e => new Problem(StatusCodes.Status404NotFound, "unknown-station", "Unknown station", e.Message)
        {
            More = [("near", await NearAsync(e.Station, context))],
        },
        UnknownStudentException e => new Problem(StatusCodes.Status404NotFound, "unknown-student", "Unknown student", e.Message)
        {
            More = [("near", await NearStudentsAsync(e.Student, context))],
        },
        AmbiguousIdException e => new Problem(StatusCodes.Status400BadRequest, "ambiguous-id", "Id not whole", e.Message)
        {
            More = [("candidates", e.Candidates)],
        },
        StudentDamagedException e => new Problem(StatusCodes.Status409Conflict, "damaged-student", "Student cannot be used", e.Message),
        NotFoundException e => new Problem(StatusCodes.Status404NotFound, "not-found", "Not found", e.Message),
        ConflictException or ChampionChangedException =>
            new Problem(StatusCodes.Status409Conflict, "conflict", "Not possible at present", error.Message),
        NoChampionException e => new Problem(
            StatusCodes.Status503ServiceUnavailable,
            "no-student",
            "No student in service yet",
            await WithReasonAsync(e, context))
        {
            RetryAfter = NoChampionRetry,
        },
        _ => Unexpected(error, context),
    };

    /// <summary>What is lacking for the first student: what the newest retraining said, and no guess.</summary>
    private static async Task<string> WithReasonAsync(NoChampionException error, HttpContext context)
    {
        try
        {
            return $"{error.Message} "
                + $"{await context.RequestServices.GetRequiredService<FirstStudent>().AwaitedAsync(context.RequestAborted)}";
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return error.Message;
        }
    }

    private static async Task<IReadOnlyList<string>> NearAsync(string station, HttpContext context)
    {
        try
        {
            var catalogue = context.RequestServices.GetRequiredService<StationCatalogue>();
            return (await catalogue.ReadAsync([station], context.RequestAborted)).Near(station);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> NearStudentsAsync(string student, HttpContext context)
    {
        // Six digits are what people copy from a table.
        const int SameBeginning = 6;
        try
        {
            var students = await context.RequestServices.GetRequiredService<StudentRegistry>().ListAsync(context.RequestAborted);
            return NearMatches.Of(student, students.Select(s => s.Id), SameBeginning);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return [];
        }
    }

    private static Problem Unexpected(Exception error, HttpContext context)
    {
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("WeatherKd.Api").LogError(error, "A request failed");
        return error is RequestFailedException or AggregateException or IOException
            ? new Problem(
                StatusCodes.Status500InternalServerError,
                "storage",
                "Storage does not answer",
                "The service cannot read its storage at present.")
            : new Problem(
                StatusCodes.Status500InternalServerError,
                "failure",
                "The service failed",
                "The log has the reason under this trace id.");
    }
}
