"""Companies."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.catalog import service
from interviewapis.catalog.examples import COMPANY_CHANGES, COMPANY_EXAMPLES
from interviewapis.catalog.schemas import (
    CompaniesQuery,
    CompanyCreate,
    CompanyResponse,
    CompanyUpdate,
)
from interviewapis.catalog.service import COMPANY
from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, array_response
from interviewapis.paths import CompanyId
from interviewapis.records import changed_response, made_response

router = APIRouter(prefix=COMPANY.path, tags=["Companies"], route_class=ExactRoute)

CreateBody = Annotated[CompanyCreate, Body(openapi_examples=COMPANY_EXAMPLES)]
UpdateBody = Annotated[CompanyUpdate, Body(openapi_examples=COMPANY_CHANGES)]
_CHANGED = returns(CompanyResponse, "The company as it is now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List companies",
    responses=returns(list[CompanyResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_companies(
    query: Annotated[CompaniesQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The companies of this installation, by name."""
    total, data = await service.page(services.database, COMPANY, query)
    return array_response(request, query, total, data)


@router.post(
    "",
    summary="Add a company",
    status_code=201,
    responses=returns(
        CompanyResponse,
        "The company; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={"company_id": ("get_company", "update_company", "patch_company", "delete_company")},
    )
    | problems(400, 401, 413, 422, 503),
)
async def create_company(
    body: CreateBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Add a company, which everybody of this installation sees. Its name must be new."""
    made = await service.create(services.database, COMPANY, caller.user_id, body, key)
    return made_response(made, "/api/companies/{company_id}")


@router.get(
    "/{company_id}",
    summary="Get a company",
    responses=returns(CompanyResponse, "The company.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_company(
    company_id: CompanyId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """One company."""
    return seen(request, await service.read(services.database, COMPANY, company_id))


@router.put(
    "/{company_id}",
    summary="Change a company",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{company_id}",
    name="patch_company",
    summary="Change a company",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
async def update_company(
    company_id: CompanyId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. Only who added it may, or an
    administrator.
    """
    changed = await service.update(services.database, COMPANY, caller, company_id, body, if_match)
    return changed_response(changed)


@router.delete(
    "/{company_id}",
    summary="Delete a company",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 403, 404, 409, 412, 422, 503),
)
async def delete_company(
    company_id: CompanyId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Delete a company for good. One that interviews refer to stays, with 409."""
    await service.delete(services.database, COMPANY, caller, company_id, if_match)
    return Response(status_code=204)
