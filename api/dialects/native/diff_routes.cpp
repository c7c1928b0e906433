// What differs between two moments.
#include <string>

#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "projections/history/difference.hpp"

namespace rolecall::native {
namespace {

// One difference: {kind, user, group, from, to}. From and to have the members that differ, or are
// null where the thing was not there.
class Row {
 public:
  Row(JsonWriter& json, const View& since, const View& until)
      : json_(json), since_(since), until_(until) {}

  void operator()(const UserDifference& d) const {
    begin("user", d.user, {}, d.after ? until_ : since_);
    append_side("from", d.before, d.after);
    append_side("to", d.after, d.before);
    json_.end_object();
  }
  void operator()(const GroupDifference& d) const {
    begin("group", {}, d.group, d.after ? until_ : since_);
    const auto side = [&](std::string_view name, const std::optional<GroupVersion>& version) {
      append_one(
          name, "name",
          version ? std::optional(until_.state().groups().name_text(version->name)) : std::nullopt);
    };
    side("from", d.before);
    side("to", d.after);
    json_.end_object();
  }
  void operator()(const MemberDifference& d) const {
    begin("member", d.user, d.group, d.after ? until_ : since_);
    const auto side = [&](std::string_view name, const std::optional<MemberRole>& role) {
      append_one(name, "role", role ? std::optional(name_of(*role)) : std::nullopt);
    };
    side("from", d.before);
    side("to", d.after);
    json_.end_object();
  }

 private:
  // Named as at the last of the two moments at which it was there.
  void begin(std::string_view kind, std::optional<UserNo> user, std::optional<GroupNo> group,
             const View& view) const {
    const Groups& groups = view.state().groups();
    json_.begin_object();
    json_.member("kind", kind);
    json_.key("user");
    if (user) {
      append_user_name(json_, view, *user);
    } else {
      json_.value(nullptr);
    }
    json_.key("group");
    if (!group) return json_.value(nullptr);
    json_.begin_object();
    append_id(json_, "id", groups.id(*group));
    json_.member("name", groups.name_text(groups.at(*group, view.at())->name));
    json_.end_object();
  }

  void append_one(std::string_view side, std::string_view member,
                  const std::optional<std::string_view>& value) const {
    json_.key(side);
    if (!value) return json_.value(nullptr);
    json_.begin_object();
    json_.member(member, *value);
    json_.end_object();
  }

  void append_side(std::string_view side, const std::optional<PresentUser>& shown,
                   const std::optional<PresentUser>& other) const {
    json_.key(side);
    if (!shown) return json_.value(nullptr);
    const Profiles& profiles = until_.state().profiles();
    const Profile profile = profiles.view(shown->version.profile).copy();
    const Profile compared = other ? profiles.view(other->version.profile).copy() : Profile{};
    json_.begin_object();
    for (const ProfileMember& member : profile_members) {
      const std::string& value = profile.*member.value;
      if (value == compared.*member.value) continue;
      if (member.name == "attributes" && !value.empty()) {
        json_.key(member.name);
        json_.raw(value);
      } else {
        json_.member_or_null(member.name, value);
      }
    }
    const auto& [version, valid_until] = *shown;
    if (!other || other->version.role != version.role) json_.member("role", name_of(version.role));
    if (!other ? valid_until.has_value() : other->role_valid_until != valid_until) {
      append_time(json_, "role_valid_until", valid_until);
    }
    if (!other || other->version.status != version.status) {
      json_.member("status", name_of(version.status));
    }
    json_.end_object();
  }

  JsonWriter& json_;
  const View& since_;
  const View& until_;
};

void list_diff(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  // In this order: the head may move on between them.
  const View since = read_view(parameters, model, "since");
  const ReadPoint point = read_point(parameters, model, "until");
  if (!parameters.text("since")) parameters.fail("since", "is missing");
  if (since.at() > point.view.at()) parameters.miss("since", "is later than until");
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [since, point, limit](Response& response) -> std::optional<Problem> {
              const auto page = list_differences(since, point.view, limit, point.after);
              if (!page) return Problem(page.error());
              JsonWriter json(response.body);
              json.begin_object();
              json.key("differences");
              json.begin_array();
              const Row row(json, since, point.view);
              for (const Difference& one : page->differences) std::visit(row, one);
              json.end_array();
              json.member_or_null("next_cursor", cursor_text(since.model(), page->next));
              json.member("since", number(since.at()));
              json.member("until", number(point.view.at()));
              json.member("position", number(point.view.at()));
              json.end_object();
              response.position = point.view.at();
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> diff_routes(Service& service) {
  return {{Method::get, "/v1/diff", Right::needs(Capability::read, Role::admin), Kind::read,
           handler(service, &list_diff)}};
}

}  // namespace rolecall::native
