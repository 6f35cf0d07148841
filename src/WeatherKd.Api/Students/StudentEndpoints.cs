using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Api.Students;

/// <summary><c>GET /api/v1/students</c>, <c>/students/{id}</c>, <c>/students/champion</c> and <c>/verification</c>.</summary>
internal sealed class StudentEndpoints(StudentRegistry registry, StudentIds ids, StudentVerification verification, LearningCurves curves)
{
    public async Task<IResult> ListAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var champion = (await registry.ChampionAsync(context.RequestAborted))?.Value;
        var challenger = (await registry.ChallengerAsync(context.RequestAborted))?.Student;
        var history = await registry.HistoryAsync(context.RequestAborted);
        var states = new StudentStates(champion?.Student, challenger, history);
        var students = await registry.ListAsync(context.RequestAborted);
        return Answer.Json(new
        {
            Champion = champion,
            Challenger = challenger,
            Students = students.Select(s => StudentDescription.Of(s.Id, s.Manifest, s.Fault, states.Of(s.Id, s.Fault is not null)))
                .ToList(),
            History = history,
        });
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        return await DescribeAsync(
            await ids.ResolveAsync("id", (string)context.Request.RouteValues["id"]!, context.RequestAborted),
            context);
    }

    public async Task<IResult> ChampionAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var champion = await registry.ChampionAsync(context.RequestAborted) ?? throw new NoChampionException();
        return await DescribeAsync(champion.Value.Student, context);
    }

    public async Task<IResult> VerificationAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var student = reader.Text("student", StudentIds.Allowed);
        reader.RefuseOthers();
        student = student is null
            ? (await registry.ChampionAsync(context.RequestAborted) ?? throw new NoChampionException()).Value.Student
            : await ids.ResolveAsync("student", student, context.RequestAborted);
        return await verification.FindAsync(student, context.RequestAborted) is { } report
            ? Answer.Json(report)
            : throw new NotFoundException($"There is no verification of student {student}.");
    }

    private async Task<IResult> DescribeAsync(string id, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value;
        var (manifest, fault) = await FindAsync(id, cancellationToken);
        var history = await registry.HistoryAsync(cancellationToken);
        var states = new StudentStates(champion?.Student, (await registry.ChallengerAsync(cancellationToken))?.Student, history);
        return Answer.Json(new
        {
            Student = StudentDescription.Of(id, manifest, fault, states.Of(id, fault is not null)),
            Verification = await verification.FindAsync(id, cancellationToken),
            Curves = await curves.OfStudentAsync(id, cancellationToken),
            History = history.Where(e => e.Student == id || e.Previous == id).ToList(),
        });
    }

    private async Task<(StudentManifest? Manifest, string? Fault)> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await registry.FindAsync(id, cancellationToken) ?? throw new NotFoundException($"There is no student {id}."), null);
        }
        catch (StudentDamagedException e)
        {
            return (null, e.Fault);
        }
    }
}
